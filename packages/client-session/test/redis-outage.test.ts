import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RedisStore } from 'connect-redis'
import { createClient } from 'redis'
import { redisCoordination } from '../src/storage/redis-coordination.js'
import type { Browser, Response_ } from './browser.js'
import { freePort, redisProgram, startRedis } from './redis-server.js'
import { type SessionsApp, startSessionsApp } from './sessions-app.js'

const storeTimeout = 0.5
// What it was told survives a restart.
const durable = ['--appendonly', 'yes', '--appendfsync', 'always']

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

interface Seen extends Response_ {
  readonly user: string
  readonly took: number
}

const describeWithRedis = redisProgram === undefined ? describe.skip : describe

describeWithRedis('Redis is stopped and started under load', () => {
  let folder: string
  let port: number
  let redis: ChildProcess
  let client: ReturnType<typeof createClient>
  let app: SessionsApp

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tandem-redis-'))
    port = await freePort()
    redis = await startRedis(port, folder, ...durable)
    client = createClient({ url: `redis://127.0.0.1:${port}`, socket: { reconnectStrategy: () => 50 } })
    client.on('error', () => undefined)
    await client.connect()
    app = await startSessionsApp({
      session: { store: new RedisStore({ client }) },
      coordination: redisCoordination(client),
      storeTimeout,
    })
  })
  afterAll(async () => {
    await app.close()
    client.destroy()
    redis.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })

  it('answers 503 in time while it is away, never as nobody, and knows everybody afterwards', async () => {
    const users = Array.from({ length: 20 }, (_, index) => `user-${index}`)
    const browsers = new Map<string, Browser>()
    for (const user of users) {
      const browser = app.browser()
      await browser.post(`/login?sub=${user}`)
      browsers.set(user, browser)
    }
    const seen: Seen[] = []
    let loaded = true
    const load = [...browsers].map(async ([user, browser]) => {
      while (loaded) {
        const startedAt = performance.now()
        seen.push({ ...(await browser.get('/whoami')), user, took: performance.now() - startedAt })
        await wait(20)
      }
    })
    await wait(300)
    redis.kill('SIGTERM')
    await once(redis, 'exit')
    await wait(1500)
    redis = await startRedis(port, folder, ...durable)
    await wait(1500)
    loaded = false
    await Promise.all(load)

    const statuses = new Set(seen.map(({ status }) => status))
    expect(statuses).toEqual(new Set([200, 503]))
    for (const { status, text, user, took } of seen) {
      expect(text).toBe(status === 200 ? `"${user}"` : '{"code":"ERR_SESSION_STORE"}')
      if (status === 503) expect(took).toBeLessThan(storeTimeout * 1000 + 1500)
    }
    for (const [user, browser] of browsers) expect((await browser.get('/whoami')).text).toBe(`"${user}"`)
  })
})
