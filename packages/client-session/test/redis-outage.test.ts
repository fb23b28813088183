import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RedisStore } from 'connect-redis'
import { createClient } from 'redis'
import { redisCoordination } from '../src/coordination/redis.js'
import type { Answer, Browser } from './browser.js'
import { type KeeperApp, startKeeperApp } from './keeper-app.js'

const program = process.env.TANDEM_TEST_REDIS_SERVER
const storeTimeout = 0.5

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A Redis that keeps what it was told over a restart. */
async function startRedis(path: string, port: number, folder: string): Promise<ChildProcess> {
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes']
  const child = spawn(path, [...args, '--appendfsync', 'always'], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false }))
    if (String(chunk).includes('eady to accept connections')) break
  child.stdout.resume()
  return child
}

interface Seen extends Answer {
  readonly user: string
  readonly took: number
}

const describeWithRedis = program === undefined ? describe.skip : describe

describeWithRedis('Redis is stopped and started under load', () => {
  let folder: string
  let port: number
  let redis: ChildProcess
  let client: ReturnType<typeof createClient>
  let app: KeeperApp

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tandem-redis-'))
    port = await freePort()
    redis = await startRedis(program ?? '', port, folder)
    client = createClient({ url: `redis://127.0.0.1:${port}`, socket: { reconnectStrategy: () => 50 } })
    client.on('error', () => undefined)
    await client.connect()
    app = await startKeeperApp({
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
    redis = await startRedis(program ?? '', port, folder)
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
