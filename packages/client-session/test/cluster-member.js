// One process of a cluster: an app over the database that it is told, under a clock that can be moved.

import { createServer } from 'node:http'
import connectPgSimple from 'connect-pg-simple'
import { RedisStore } from 'connect-redis'
import express from 'express'
import session from 'express-session'
import { Pool } from 'pg'
import { createClient } from 'redis'
import { clientSession } from '../dist/index.js'
import { postgresCoordination } from '../dist/postgres.js'
import { redisCoordination } from '../dist/redis.js'

const { issuer, url, prefix, options } = JSON.parse(process.argv[2] ?? '{}')

let ahead = 0
// The clock of the database moves with all machines, unless this one's is wrong.
let storeAhead = 0
const realNow = Date.now
Date.now = () => realNow() + ahead

const app = express()
const server = createServer(app).listen(0, '127.0.0.1', async () => {
  const { store, coordination } = await (url.startsWith('redis') ? openRedis() : openPostgres())
  const { port } = server.address()
  const web = clientSession({
    ...{ issuer, clientId: 'client-1', clientSecret: 'secret-1', secret: 'a secret of at least thirty-two bytes' },
    baseUrl: `http://127.0.0.1:${port}`,
    // Machines behind one balancer have one base URL, and so one name for the cookie.
    session: { store, name: 'tandem' },
    coordination: { ...coordination, time: async () => (await coordination.time()) + storeAhead / 1000 },
    ...options,
  })
  app.use(web)
  app.get('/whoami', (req, res) => res.json(web.of(req).user?.sub ?? null))
  app.get('/token', async (req, res) => res.json(await web.of(req).accessToken()))
  app.use((error, _req, res, _next) => {
    res.status(error.status ?? 500).json({ code: error.code ?? String(error) })
  })
  process.send({ port })
})

process.on('message', (clocks) => {
  ahead = clocks.ahead
  storeAhead = clocks.storeAhead ?? ahead
  process.send({ ahead })
})
process.on('disconnect', () => process.exit())

async function openRedis() {
  const client = await createClient({ url }).connect()
  return {
    store: new RedisStore({ client, prefix: `${prefix}sess:` }),
    coordination: redisCoordination(client, { prefix }),
  }
}

async function openPostgres() {
  const pool = new Pool({ connectionString: url, max: 10 })
  const PgStore = connectPgSimple(session)
  const store = new PgStore({ pool, tableName: `${prefix}session`, pruneSessionInterval: false })
  return { store, coordination: postgresCoordination(pool, { prefix }) }
}
