import { AuthError } from '@tandem-auth/tokens'
import type { MemoryReplay } from './memory-replay.js'
import type { ReplayStore } from './replay-store.js'

export interface OneTimeUse {
  readonly key: string
  /** Seconds for which the key could otherwise be used again. */
  readonly seconds: number
  /** The request that uses it. When two guards verify one request, its proof isn't a replay of itself. */
  readonly request: object
}

/**
 * Uses a key up, synchronously where the store is. Throws, or rejects with, an AuthError `ERR_DPOP_REPLAY` (401), or
 * `ERR_REPLAY_STORE` (503) when the store fails, takes over two seconds, or doesn't return a boolean.
 */
export function useOnce(store: ReplayStore | MemoryReplay, use: OneTimeUse): undefined | Promise<undefined> {
  const remembered = remember(store, use)
  return remembered instanceof Promise ? remembered.then((isFirst) => settle(isFirst, use)) : settle(remembered, use)
}

const usedKeys = new WeakMap<object, string>()

function settle(isFirst: unknown, { key, request }: OneTimeUse): undefined {
  if (typeof isFirst !== 'boolean') throw unavailable(undefined)
  if (!isFirst && usedKeys.get(request) !== key) throw new AuthError('ERR_DPOP_REPLAY')
  usedKeys.set(request, key)
}

function remember(store: ReplayStore | MemoryReplay, { key, seconds }: OneTimeUse): unknown {
  try {
    const remembered: unknown = store.remember(key, seconds)
    return isPromise(remembered) ? inTime(remembered) : remembered
  } catch (error) {
    throw unavailable(error)
  }
}

function unavailable(cause: unknown): AuthError {
  return new AuthError('ERR_REPLAY_STORE', { cause })
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

const limit = 2000

async function inTime(remembered: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, limit, undefined)
  })
  try {
    return await Promise.race([remembered, timeout])
  } catch (error) {
    throw unavailable(error)
  } finally {
    clearTimeout(timer)
  }
}
