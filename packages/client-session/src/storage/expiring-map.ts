const sweepInterval = 60_000

interface Entry<Value> {
  readonly value: Value
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

/** A map whose entries expire. When it is full, it drops the entry that was used least recently. */
export interface ExpiringMap<Value> {
  readonly size: number
  get(key: string): Value | undefined
  /** `ttl` in seconds. */
  set(key: string, value: Value, ttl: number): void
  delete(key: string): void
}

export function createExpiringMap<Value>(maxEntries: number): ExpiringMap<Value> {
  const entries = new Map<string, Entry<Value>>()
  let sweepAt = Date.now() + sweepInterval

  // On write, since nothing grows without writes; and without a timer there is nothing to close.
  function sweep(now: number): void {
    if (now < sweepAt) return
    sweepAt = now + sweepInterval
    for (const [key, entry] of entries) if (entry.expiresAt <= now) entries.delete(key)
  }

  function dropOldest(): void {
    const [oldest] = entries.keys()
    if (oldest !== undefined) entries.delete(oldest)
  }

  return {
    get size() {
      return entries.size
    },
    get(key) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      entries.delete(key)
      if (entry.expiresAt <= Date.now()) return undefined
      // A Map keeps the order of insertion: an entry that is used moves to the end.
      entries.set(key, entry)
      return entry.value
    },
    set(key, value, ttl) {
      const now = Date.now()
      sweep(now)
      entries.delete(key)
      if (entries.size >= maxEntries) dropOldest()
      entries.set(key, { value, expiresAt: now + ttl * 1000 })
    },
    delete(key) {
      entries.delete(key)
    },
  }
}
