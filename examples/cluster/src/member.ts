import { listen } from './listen.js'
import { openRedis } from './open-redis.js'
import { createWeb } from './web.js'
import { createWebApp } from './web-app.js'

// One process of the cluster. On machines of their own this is all that runs, with BASE_URL and the rest of src/web.ts's.
const { PORT = '3000', REDIS_URL = 'redis://localhost:6379', BASE_URL } = process.env

try {
  const redis = await openRedis(REDIS_URL)
  const { server, url } = await listen(Number(PORT))
  const baseUrl = BASE_URL ?? url
  const web = createWeb(redis, baseUrl)
  server.on('request', createWebApp(web, baseUrl))
  // A demonstration: with a connection for each request, one browser meets all processes in turn.
  server.maxRequestsPerSocket = 1

  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => server.close())
  server.once('close', async () => {
    web.close()
    await redis.close()
    process.disconnect?.()
  })
  process.send?.({ url })
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
