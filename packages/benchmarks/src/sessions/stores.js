import { postgresCoordination } from '@tandem-auth/client-session/postgres'
import { redisCoordination } from '@tandem-auth/client-session/redis'
import connectPgSimple from 'connect-pg-simple'
import { RedisStore } from 'connect-redis'
import session from 'express-session'
import pg from 'pg'
import { createClient } from 'redis'

const opening = new Map()

/** `undefined` for each program's own default. */
export async function openStore(kind, { name, redis, postgres }) {
  if (kind === 'redis') return new RedisStore({ client: await redisAt(redis), prefix: `${name}:` })
  if (kind !== 'postgres') return undefined
  return postgresStore(poolAt(postgres), name.replaceAll('-', '_'))
}

// connect-pg-simple's own `createTableIfMissing` names every table's index alike: it makes one table, not several.
async function postgresStore(pool, tableName) {
  await pool.query(
    `CREATE TABLE ${tableName} (sid varchar PRIMARY KEY, sess json NOT NULL, expire timestamp(6) NOT NULL);
     CREATE INDEX ON ${tableName} (expire)`,
  )
  const PostgresStore = connectPgSimple(session)
  return new PostgresStore({ pool, tableName })
}

export async function openCoordination(kind, { redis, postgres }) {
  if (kind === 'redis') return redisCoordination(await redisAt(redis))
  if (kind !== 'postgres') return undefined
  const coordination = postgresCoordination(poolAt(postgres))
  await coordination.createTable()
  return coordination
}

const redisAt = (url) => once(url, () => createClient({ url }).connect())
const poolAt = (url) => once(url, () => new pg.Pool({ connectionString: url }))

function once(url, open) {
  if (!opening.has(url)) opening.set(url, open())
  return opening.get(url)
}
