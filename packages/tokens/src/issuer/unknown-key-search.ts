import type { VerificationKey } from './key-set.js'

/** A search for a key that isn't known: one at a time, joined by all who ask meanwhile. */
export interface KeySearch {
  /**
   * Fetches, then looks. While a pause lasts, it only looks, or fails as the search before it has failed: a token must
   * not be called forged because the issuer can't be reached.
   */
  run(look: () => readonly VerificationKey[]): Promise<readonly VerificationKey[]>
}

const firstPause = 1000
const longestPause = 30_000

/**
 * Random key ids must cause a bounded number of fetches, and an honest new key must be found at once: the first search
 * begins immediately, each fruitless one doubles the pause before the next, one that brings a new key resets it.
 */
export function keySearch(fetch: () => Promise<void>): KeySearch {
  let pause = firstPause
  let lastBegan = Number.NEGATIVE_INFINITY
  let running: Promise<void> | undefined
  let failure: unknown

  async function search(): Promise<void> {
    try {
      await fetch()
      failure = undefined
      pause = Math.min(pause * 2, longestPause)
    } catch (error) {
      failure = error
      throw error
    } finally {
      running = undefined
    }
  }

  return {
    async run(look) {
      const known = look()
      if (running === undefined) {
        const now = performance.now()
        if (now - lastBegan < pause) {
          if (failure !== undefined) throw failure
          return known
        }
        lastBegan = now
        running = search()
      }
      await running
      const found = look()
      // Keys that were there before don't count: tokens without a key id, with wrong signatures, would reset it for ever.
      if (found.some((key) => !known.includes(key))) pause = firstPause
      return found
    },
  }
}
