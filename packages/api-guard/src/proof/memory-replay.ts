/** A replay store of one process. It needs no promise, so a returning token is verified synchronously. */
export interface MemoryReplay {
  /** @throws Error when it is full: forgetting a proof too early would let it be used again */
  remember(key: string, seconds: number): boolean
}

// About what one process can verify while a proof is good, and about 100 MB.
const maxEntries = 1_000_000

/** Keeps keys in two generations, so that forgetting costs nothing per key. */
export function memoryReplay(limit = maxEntries): MemoryReplay {
  let current = new Set<string>()
  let previous = new Set<string>()
  let length = 0
  let endsAt = Number.NEGATIVE_INFINITY

  function startGeneration(now: number): void {
    // After a pause of a whole generation the current one is old enough to forget as well.
    const isNext = now < endsAt + length
    previous = isNext ? current : new Set()
    current = new Set()
    endsAt = (isNext ? endsAt : now) + length
  }

  return {
    remember(key, seconds) {
      const now = Date.now()
      length = Math.max(length, seconds * 1000)
      if (now >= endsAt) startGeneration(now)
      if (current.has(key) || previous.has(key)) return false
      if (current.size + previous.size >= limit) throw new Error('the replay store is full')
      current.add(key)
      return true
    },
  }
}
