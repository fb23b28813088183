import { Cluster } from 'ioredis'
import { memoryStore } from '../src/storage/memory-session-store.js'
import { redisCoordination } from '../src/storage/redis-coordination.js'
import type { Browser } from './browser.js'
import { startRedisCluster } from './redis-cluster.js'
import { redisProgram } from './redis-server.js'
import { startSessionsApp } from './sessions-app.js'

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))
const describeWithRedis = redisProgram === undefined ? describe.skip : describe

// With the Cluster of ioredis: that of node-redis 5 doesn't look for the new master of its own accord.
describeWithRedis('a master of a Redis Cluster is killed under load', () => {
  it('answers 503 until its replica takes over, never as nobody, and knows everybody afterwards', async () => {
    const cluster = await startRedisCluster({ replicated: true })
    const client = new Cluster(
      cluster.masters.map(({ port }) => ({ host: '127.0.0.1', port })),
      { clusterRetryStrategy: () => 100 },
    )
    client.on('error', () => undefined)
    const session = { store: memoryStore() }
    const app = await startSessionsApp({ session, coordination: redisCoordination(client), storeTimeout: 0.5 })
    try {
      const browsers = new Map<string, Browser>()
      for (let index = 0; index < 20; index += 1) {
        const browser = app.browser()
        expect((await browser.post(`/login?sub=user-${index}`)).status).toBe(200)
        browsers.set(`user-${index}`, browser)
      }
      const seen: (readonly [status: number, text: string, user: string])[] = []
      const inARow = new Map<string, number>()
      let recovered = false
      const load = [...browsers].map(async ([user, browser]) => {
        while (!recovered) {
          const { status, text } = await browser.get('/whoami')
          seen.push([status, text, user])
          inARow.set(user, status === 200 ? (inARow.get(user) ?? 0) + 1 : 0)
          await wait(20)
        }
      })
      await wait(100)
      cluster.masters[1]?.process.kill('SIGKILL')
      await until(() => seen.some(([status]) => status === 503))
      inARow.clear()
      // Every user is known again, several times in a row: the replica has taken over.
      await until(() => [...browsers.keys()].every((user) => (inARow.get(user) ?? 0) >= 5))
      recovered = true
      await Promise.all(load)
      for (const [status, text, user] of seen) {
        expect([status, text]).toEqual(status === 200 ? [200, `"${user}"`] : [503, '{"code":"ERR_SESSION_STORE"}'])
      }
      for (const [user, browser] of browsers) expect((await browser.get('/whoami')).text).toBe(`"${user}"`)
    } finally {
      await app.close()
      client.disconnect()
      cluster.stop()
    }
  }, 60_000)
})

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000; turn += 1) {
    if (condition()) return
    await wait(20)
  }
  throw new Error('it never came to that')
}
