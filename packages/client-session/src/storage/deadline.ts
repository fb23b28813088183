import { AuthError, isAuthError } from '@tandem-auth/tokens'
import type { Coordination } from './coordination.js'

/** 503 `ERR_SESSION_STORE`: it can't be told who is logged in, which is never the same as nobody. */
export function storeFailure(cause: unknown): AuthError {
  return isAuthError(cause) ? cause : new AuthError('ERR_SESSION_STORE', { cause })
}

/** The same coordination, each answer of which comes within `timeout` seconds or fails with `ERR_SESSION_STORE`. */
export function withDeadline(coordination: Coordination, timeout: number): Coordination {
  const within = <T>(response: Promise<T>) => settleWithin(response, timeout)
  return {
    setIfAbsent: (key, value, ttl) => within(coordination.setIfAbsent(key, value, ttl)),
    take: (key) => within(coordination.take(key)),
    get: (key) => within(coordination.get(key)),
    compareAndSet: (key, version, value, ttl) => within(coordination.compareAndSet(key, version, value, ttl)),
    addMember: (key, member, ttl) => within(coordination.addMember(key, member, ttl)),
    removeMember: (key, member) => within(coordination.removeMember(key, member)),
    members: (key) => within(coordination.members(key)),
    async lease(key, ttl) {
      const lease = await within(coordination.lease(key, ttl))
      if (lease === undefined) return undefined
      return { renew: (longer) => within(lease.renew(longer)), release: () => within(lease.release()) }
    },
  }
}

function settleWithin<T>(response: Promise<T>, timeout: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new AuthError('ERR_SESSION_STORE', { cause: timeoutError })), timeout * 1000)
    response.then(
      (value) => {
        clearTimeout(timer)
        resolve(value)
      },
      (error) => {
        clearTimeout(timer)
        reject(storeFailure(error))
      },
    )
  })
}

const timeoutError = { name: 'TimeoutError' }
