import { storeFailure } from './deadline.js'

/**
 * Calls a store and is called back once, within `timeout` seconds: connect-redis calls back a second time when what it
 * called threw, and a store that has lost its database may never call back.
 */
export function callStore<T>(
  timeout: number,
  work: (done: (error?: unknown, value?: T) => void) => void,
  callback: (error: unknown, value?: T) => void,
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
  if (!settled) timer = setTimeout(() => settle({ name: 'TimeoutError' }), timeout * 1000)
}
