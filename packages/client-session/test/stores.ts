import connectPgSimple from 'connect-pg-simple'
import { RedisStore } from 'connect-redis'
import session from 'express-session'
import { Pool } from 'pg'
import { createClient } from 'redis'
import type { Coordination } from '../src/storage/coordination.js'
import { memoryCoordination } from '../src/storage/memory-coordination.js'
import { memoryStore } from '../src/storage/memory-session-store.js'
import { postgresCoordination } from '../src/storage/postgres-coordination.js'
import { redisCoordination } from '../src/storage/redis-coordination.js'
import type { SessionStore } from '../src/storage/session-store.js'
import { sessionStoreCoordination } from '../src/storage/session-store-coordination.js'
import { aheadOfRealTime } from './clock.js'

/** A session store and the coordination that goes with it, as an app would have them. */
export interface Backend {
  readonly store: SessionStore
  readonly coordination: Coordination
  /** Everything that lies in it, as text. */
  dump(): Promise<string>
  close(): Promise<void>
}

const redisUrl = process.env.TANDEM_TEST_REDIS_URL
const postgresUrl = process.env.TANDEM_TEST_POSTGRES_URL

export const backends: Readonly<Record<string, () => Promise<Backend>>> = {
  memory: openMemory,
  'one process': openSingleProcess,
  ...(redisUrl !== undefined && { Redis: () => openRedis(redisUrl) }),
  ...(postgresUrl !== undefined && { PostgreSQL: () => openPostgres(postgresUrl) }),
}

async function openMemory(): Promise<Backend> {
  const coordination = memoryCoordination()
  return { store: memoryStore(), coordination, dump: async () => '', close: async () => undefined }
}

async function openSingleProcess(): Promise<Backend> {
  const store = new session.MemoryStore()
  const coordination = sessionStoreCoordination(store)
  const all = () => new Promise<string>((resolve) => store.all((_error, rows) => resolve(JSON.stringify(rows))))
  return { store, coordination, dump: all, close: async () => undefined }
}

async function openRedis(url: string): Promise<Backend> {
  const client = await createClient({ url }).connect()
  const prefix = `test-${process.pid}-${Math.random()}:`
  return {
    store: new RedisStore({ client, prefix: `${prefix}sess:` }),
    coordination: movable(redisCoordination(client, { prefix })),
    async dump() {
      const keys = await client.keys(`${prefix}*`)
      const values = await Promise.all(
        keys.map(async (key) => ((await client.type(key)) === 'string' ? client.get(key) : client.zRange(key, 0, -1))),
      )
      return JSON.stringify([keys, values])
    },
    close: () => client.close(),
  }
}

async function openPostgres(url: string): Promise<Backend> {
  const pool = new Pool({ connectionString: url, max: 10 })
  const name = `t${process.pid}_${Math.floor(Math.random() * 1e9)}_`
  const PgStore = connectPgSimple(session)
  const store = new PgStore({
    pool,
    tableName: `${name}session`,
    createTableIfMissing: false,
    pruneSessionInterval: false,
  })
  await pool.query(
    `CREATE TABLE ${name}session (sid varchar PRIMARY KEY, sess json NOT NULL, expire timestamp(6) NOT NULL)`,
  )
  const coordination = postgresCoordination(pool, { prefix: name })
  await coordination.createTable()
  return {
    store,
    coordination: movable(coordination),
    async dump() {
      const tables = ['session', 'coordination', 'members'].map((table) => pool.query(`SELECT * FROM ${name}${table}`))
      return JSON.stringify((await Promise.all(tables)).map(({ rows }) => rows))
    },
    close: () => pool.end(),
  }
}

/** A database whose clock `moveClock` moves too, as time moves for all. Its own expiry stays as it is. */
function movable(coordination: Coordination): Coordination {
  return { ...coordination, time: async () => (await coordination.time()) + aheadOfRealTime() }
}
