import { AuthError, isAuthError } from '@tandem-auth/tokens'
import type { Coordination } from './coordination.js'

/** 503 `ERR_SESSION_STORE`: nobody knows who is logged in, which is not the same as "nobody is logged in". */
export function storeFailure(cause: unknown): AuthError {
  if (isAuthError(cause)) return cause
  const code = driverCode(cause)
  const hint = code === undefined ? undefined : `The session store or coordination failed: ${code}.`
  return new AuthError('ERR_SESSION_STORE', { cause, hint })
}

/** The driver's own code, and never its text, which may hold a key or an address. */
function driverCode(cause: unknown): string | undefined {
  if (typeof cause !== 'object' || cause === null) return undefined
  const { code, name, message } = cause as { code?: unknown; name?: unknown; message?: unknown }
  // PostgreSQL has five characters; Node and others have words. Redis begins its message with one: READONLY, NOAUTH, ERR …
  if (typeof code === 'string' && /^[A-Z0-9_]{3,40}$/.test(code)) return code
  const [word] = typeof message === 'string' ? (/^[A-Z][A-Z0-9]{2,19}(?= )/.exec(message) ?? []) : []
  if (word !== undefined) return word
  return typeof name === 'string' && name !== 'Error' && /^\w{3,40}$/.test(name) ? name : undefined
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
