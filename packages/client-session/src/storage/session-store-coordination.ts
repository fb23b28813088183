import { randomUUID } from 'node:crypto'
import type { Coordination, VersionedValue } from './coordination.js'
import type { SessionRow, SessionStore } from './session-store.js'

interface Content extends VersionedValue {
  /** Epoch seconds; the store's own expiry only tidies up. */
  readonly expiresAt: number
}

type Members = Readonly<Record<string, number>>

const locks = new WeakMap<SessionStore, Map<string, Promise<unknown>>>()

/**
 * Coordination in the session store itself, for an app that is a single process. A store can't compare and set, so
 * operations on one key wait for each other in this process.
 */
export function sessionStoreCoordination(store: SessionStore): Coordination {
  return coordinationIn(() => store)
}

/** The same, for a store that may only be known once a request has shown it. */
export function coordinationIn(currentStore: () => SessionStore): Coordination {
  async function locked<T>(key: string, work: () => Promise<T>): Promise<T> {
    const store = currentStore()
    const turns = locks.get(store) ?? new Map<string, Promise<unknown>>()
    locks.set(store, turns)
    const before = turns.get(key) ?? Promise.resolve()
    const own = before.then(work, work)
    turns.set(key, own)
    try {
      return await own
    } finally {
      if (turns.get(key) === own) turns.delete(key)
    }
  }

  async function get(key: string): Promise<Content | undefined> {
    const row = await readRow(currentStore(), key)
    const content: Content | undefined = row?.content
    return content !== undefined && content.expiresAt > Date.now() / 1000 ? content : undefined
  }

  async function write(key: string, known: Content | undefined, value: string, ttl: number): Promise<boolean> {
    // Time based, so that a key that is created again doesn't repeat a version.
    const version = Math.max((known?.version ?? 0) + 1, Date.now() * 1000)
    await writeContent(key, { value, version }, ttl)
    return true
  }

  async function writeContent(key: string, { value, version }: VersionedValue, ttl: number): Promise<void> {
    await writeRow(currentStore(), key, { content: { value, version, expiresAt: Date.now() / 1000 + ttl } }, ttl)
  }

  function compareAndSet(key: string, version: number, value: string, ttl: number): Promise<boolean> {
    return locked(key, async () => {
      const known = await get(key)
      return (known?.version ?? 0) === version && write(key, known, value, ttl)
    })
  }

  async function readMembers(key: string): Promise<Members> {
    const members: Members = (await readRow(currentStore(), key))?.members ?? {}
    const now = Date.now() / 1000
    return Object.fromEntries(Object.entries(members).filter(([, expiresAt]) => expiresAt > now))
  }

  async function writeMembers(key: string, members: Members): Promise<void> {
    const longest = Object.values(members).reduce((a, b) => Math.max(a, b), 0)
    if (longest === 0) return destroyRow(currentStore(), key)
    await writeRow(currentStore(), key, { members }, longest - Date.now() / 1000)
  }

  function take(key: string, wanted?: string): Promise<string | undefined> {
    return locked(key, async () => {
      const known = await get(key)
      if (known === undefined || (wanted !== undefined && known.value !== wanted)) return undefined
      await destroyRow(currentStore(), key)
      return known.value
    })
  }

  return {
    get,
    take: (key) => take(key),
    compareAndSet,
    setIfAbsent: (key, value, ttl) => compareAndSet(key, 0, value, ttl),
    addMember: (key, member, ttl) =>
      locked(key, async () => {
        await writeMembers(key, { ...(await readMembers(key)), [member]: Date.now() / 1000 + ttl })
      }),
    removeMember: (key, member) =>
      locked(key, async () => {
        const { [member]: removed, ...others } = await readMembers(key)
        if (removed !== undefined) await writeMembers(key, others)
      }),
    extend: (key, ttl) =>
      locked(key, async () => {
        const known = await get(key)
        if (known !== undefined) await writeContent(key, known, ttl)
      }),
    async time() {
      return Date.now() / 1000
    },
    async members(key) {
      return Object.keys(await readMembers(key))
    },
    async lease(key, ttl) {
      const name = `lease:${key}`
      const holder = randomUUID()
      if (!(await compareAndSet(name, 0, holder, ttl))) return undefined
      return {
        renew: (longer) =>
          locked(name, async () => {
            const known = await get(name)
            return known?.value === holder && write(name, known, holder, longer)
          }),
        async release() {
          await take(name, holder)
        },
      }
    },
  }
}

// The colon keeps these keys apart from session ids, which contain none.
function rowId(key: string): string {
  return `tandem:${key}`
}

function readRow(store: SessionStore, key: string): Promise<SessionRow | undefined> {
  return new Promise((resolve, reject) => {
    store.get(rowId(key), (error, row) => (error ? reject(error) : resolve(row ?? undefined)))
  })
}

function writeRow(store: SessionStore, key: string, content: object, ttl: number): Promise<void> {
  const cookie = { originalMaxAge: ttl * 1000, expires: new Date(Date.now() + ttl * 1000), path: '/', httpOnly: true }
  return new Promise((resolve, reject) => {
    store.set(rowId(key), { cookie, ...content }, (error) => (error ? reject(error) : resolve()))
  })
}

function destroyRow(store: SessionStore, key: string): Promise<void> {
  return new Promise((resolve, reject) => {
    store.destroy(rowId(key), (error) => (error ? reject(error) : resolve()))
  })
}
