// One process of an API whose processes share a Redis, from the built packages. Started by redis-replay.test.ts.
import express from 'express'
import { createClient } from 'redis'
import { apiGuard, authErrorHandler } from '../dist/index.js'
import { redisReplay } from '../dist/redis.js'

const { issuer, audience, baseUrl, url, prefix } = JSON.parse(process.argv[2] ?? '{}')
const redis = createClient({ url })
redis.on('error', () => undefined)
await redis.connect()

const app = express()
app.use(apiGuard({ issuer, audience, dpop: { baseUrl, replay: redisReplay(redis, { prefix }) } }), (_req, res) => {
  res.json({ pid: process.pid })
})
app.use(authErrorHandler())
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' ? address?.port : undefined })
})
