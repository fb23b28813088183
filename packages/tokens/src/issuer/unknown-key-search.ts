import type { VerificationKey } from './verification-key.js'

/** Searches for keys that aren't known: one search at a time, joined by every token that needs it meanwhile. */
export interface KeySearch {
  /**
   * Refetches the keys, then calls `look`. During the back-off after a search it waits for the next one, unless the last
   * search already looked for `wanted`. Rethrows the last fetch error during the back-off: an unreachable issuer is a 503,
   * not an invalid token. Resolves to `undefined` if too many tokens are waiting: nobody has looked for this key.
   */
  run(wanted: string, look: () => readonly VerificationKey[]): Promise<readonly VerificationKey[] | undefined>
}

const firstBackoff = 1000
// A token signed with a new key waits no longer than this, whatever a flood of random key ids does.
const longestBackoff = 3000
const maxWaiting = 100
const maxRemembered = 1000

/**
 * Limits what unknown key ids can cause. The first search starts at once. Each one in vain doubles the back-off before the
 * next, up to three seconds; one that finds a new key resets it.
 */
export function keySearch(fetch: () => Promise<void>): KeySearch {
  let backoff = firstBackoff
  let lastBegan = Number.NEGATIVE_INFINITY
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined
  let waiting = 0
  let failure: unknown
  // What the last search didn't find. A client that keeps sending one unknown key id never waits and never takes a place.
  const missing = new Set<string>()

  async function search(): Promise<void> {
    try {
      await fetch()
      failure = undefined
      backoff = Math.min(backoff * 2, longestBackoff)
    } catch (error) {
      failure = error
      throw error
    } finally {
      running = undefined
    }
  }

  function begin(): Promise<void> {
    lastBegan = performance.now()
    missing.clear()
    running = search()
    return running
  }

  function afterBackoff(milliseconds: number): Promise<void> {
    next ??= new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        next = undefined
        waiting = 0
        begin().then(resolve, reject)
      }, milliseconds)
      timer.unref()
    })
    return next
  }

  return {
    async run(wanted, look) {
      const known = look()
      if (running === undefined) {
        const rest = lastBegan + backoff - performance.now()
        if (rest <= 0 && next === undefined) await begin()
        else {
          if (failure !== undefined) throw failure
          if (missing.has(wanted)) return known
          if (waiting >= maxWaiting) return undefined
          waiting += 1
          await afterBackoff(rest)
        }
      } else await running
      const found = look()
      // Keys from before the search don't count: forged tokens without a key id would otherwise keep resetting the back-off.
      if (found.some((key) => !known.includes(key))) backoff = firstBackoff
      else if (missing.size < maxRemembered) missing.add(wanted)
      return found
    },
  }
}
