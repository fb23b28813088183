import { AuthError, isAuthError } from '@tandem-auth/tokens'
import type { Coordination } from './coordination.js'

/** 503 `ERR_SESSION_STORE`: nobody knows who is logged in, which is not the same as "nobody is logged in". */
export function storeFailure(cause: unknown): AuthError {
  return isAuthError(cause) ? cause : new AuthError('ERR_SESSION_STORE', { cause })
}

/**
 * Starts `work` and calls back exactly once, within `timeout` seconds. connect-redis calls back a second time when the
 * callback threw, and a store that has lost its database may never call back.
 */
export function callWithin<T>(
  timeout: number,
  work: (done: (error?: unknown, value?: T) => void) => void,
  callback: (error: AuthError | undefined, value?: T) => void,
): void {
  let timer: NodeJS.Timeout | undefined
  let settled = false
  const settle = (error: unknown, value?: T) => {
    if (settled) return
    settled = true
    clearTimeout(timer)
    callback(error === undefined || error === null ? undefined : storeFailure(error), value)
  }
  try {
    work(settle)
  } catch (error) {
    return settle(error)
  }
  if (!settled) timer = setTimeout(settle, timeout * 1000, timeoutError)
}

/** The same coordination, but each operation ends within `timeout` seconds or fails with `ERR_SESSION_STORE`. */
export function withDeadline(coordination: Coordination, timeout: number): Coordination {
  const within = <T>(operation: Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      callWithin<T>(
        timeout,
        (done) =>
          operation.then(
            (value) => done(undefined, value),
            (error) => done(error ?? timeoutError),
          ),
        (error, value) => (error === undefined ? resolve(value as T) : reject(error)),
      )
    })
  return {
    setIfAbsent: (key, value, ttl) => within(coordination.setIfAbsent(key, value, ttl)),
    take: (key) => within(coordination.take(key)),
    get: (key) => within(coordination.get(key)),
    compareAndSet: (key, version, value, ttl) => within(coordination.compareAndSet(key, version, value, ttl)),
    addMember: (key, member, ttl) => within(coordination.addMember(key, member, ttl)),
    removeMember: (key, member) => within(coordination.removeMember(key, member)),
    extend: (key, ttl) => within(coordination.extend(key, ttl)),
    members: (key) => within(coordination.members(key)),
    time: () => within(coordination.time()),
    async lease(key, ttl) {
      const lease = await within(coordination.lease(key, ttl))
      if (lease === undefined) return undefined
      return { renew: (longer) => within(lease.renew(longer)), release: () => within(lease.release()) }
    },
  }
}

const timeoutError = { name: 'TimeoutError' }
