import { randomUUID } from 'node:crypto'
import type { Coordination, VersionedValue } from './coordination.js'
import { createExpiringMap, type ExpiringMap } from './expiring-map.js'

const maxEntries = 100_000

/** Coordination for one process that keeps its sessions in memory. It is bounded, and its entries expire. */
export function memoryCoordination(): Coordination {
  // One map for each kind of key (the part before the colon), so that a flood of used states can't push out sessions.
  const kinds = new Map<string, ExpiringMap<VersionedValue>>()
  const sets = createExpiringMap<Map<string, number>>(maxEntries)
  let lastVersion = 0

  function entriesFor(key: string): ExpiringMap<VersionedValue> {
    const kind = key.slice(0, key.indexOf(':') + 1)
    let entries = kinds.get(kind)
    if (entries === undefined) {
      entries = createExpiringMap(maxEntries)
      kinds.set(kind, entries)
    }
    return entries
  }

  function compareAndSet(key: string, version: number, value: string, ttl: number): boolean {
    const entries = entriesFor(key)
    if ((entries.get(key)?.version ?? 0) !== version) return false
    lastVersion += 1
    entries.set(key, { value, version: lastVersion }, ttl)
    return true
  }

  function take(key: string): VersionedValue | undefined {
    const entries = entriesFor(key)
    const known = entries.get(key)
    entries.delete(key)
    return known
  }

  function currentMembers(key: string): Map<string, number> {
    const set = sets.get(key) ?? new Map<string, number>()
    const now = Date.now()
    for (const [member, expiresAt] of set) if (expiresAt <= now) set.delete(member)
    return set
  }

  function keepMembers(key: string, set: Map<string, number>): void {
    let longest = 0
    for (const expiresAt of set.values()) longest = Math.max(longest, expiresAt)
    sets.set(key, set, (longest - Date.now()) / 1000)
  }

  return {
    async setIfAbsent(key, value, ttl) {
      return compareAndSet(key, 0, value, ttl)
    },
    async take(key) {
      return take(key)?.value
    },
    async get(key) {
      return entriesFor(key).get(key)
    },
    async compareAndSet(key, version, value, ttl) {
      return compareAndSet(key, version, value, ttl)
    },
    async extend(key, ttl) {
      const entries = entriesFor(key)
      const known = entries.get(key)
      if (known !== undefined) entries.set(key, known, ttl)
    },
    async time() {
      return Date.now() / 1000
    },
    async addMember(key, member, ttl) {
      const set = currentMembers(key)
      set.set(member, Date.now() + ttl * 1000)
      keepMembers(key, set)
    },
    async removeMember(key, member) {
      const set = currentMembers(key)
      if (set.delete(member)) keepMembers(key, set)
    },
    async members(key) {
      return [...currentMembers(key).keys()]
    },
    async lease(key, ttl) {
      const holder = randomUUID()
      const name = `lease:${key}`
      if (!compareAndSet(name, 0, holder, ttl)) return undefined
      const held = () => entriesFor(name).get(name)?.value === holder
      return {
        async renew(longer) {
          const known = entriesFor(name).get(name)
          return known?.value === holder && compareAndSet(name, known.version, holder, longer)
        },
        async release() {
          if (held()) take(name)
        },
      }
    },
  }
}
