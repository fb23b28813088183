// #region stores
import { clientSession, fromEnvironment } from '@tandem-auth/client-session'
import { redisCoordination } from '@tandem-auth/client-session/redis'
import { RedisStore } from 'connect-redis'
import express from 'express'
import { createClient } from 'redis'

// Without a listener for 'error', Node would end the process when Redis goes away.
const redis = createClient({ url: process.env.REDIS_URL, disableOfflineQueue: true })
redis.on('error', (error) => console.error('Redis:', error.message))
await redis.connect()

const web = clientSession({
  ...fromEnvironment(),
  session: { store: new RedisStore({ client: redis }) },
  coordination: redisCoordination(redis),
})

// #endregion

// #region health
const app = express()

app.get('/live', (_req, res) => {
  res.send('alive')
})

app.get('/ready', async (_req, res) => {
  await redis.ping()
  res.send('ready')
})

app.use(web)
// #endregion

// #region end
const server = app.listen(3000)

process.once('SIGTERM', () => {
  server.close(async () => {
    web.close()
    await redis.close()
  })
})
// #endregion
