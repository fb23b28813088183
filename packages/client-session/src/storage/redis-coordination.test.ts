import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, createCluster } from 'redis'
import { freePort, redisProgram, startRedis } from '../../test/redis-server.js'
import { redisCoordination } from './redis-coordination.js'

const url = process.env.TANDEM_TEST_REDIS_URL

const describeWithRedis = url === undefined ? describe.skip : describe

describeWithRedis('coordination in Redis', () => {
  const client = createClient({ url: url ?? '' })
  const prefix = `test-${process.pid}:`
  beforeAll(() => client.connect())
  afterAll(() => client.close())

  it('keeps nothing for ever', async () => {
    const coordination = redisCoordination(client, { prefix })
    await coordination.setIfAbsent('value', 'x', 60)
    const version = (await coordination.get('value'))?.version ?? 0
    await coordination.compareAndSet('value', version, 'y', 60)
    await coordination.addMember('set', 'a', 60)
    await coordination.removeMember('set', 'none')
    await coordination.lease('job', 60)
    const keys = await client.keys(`${prefix}*`)
    expect(keys.sort()).toEqual(['lease:job', 'set', 'value'].map((key) => prefix + key))
    for (const key of keys) {
      const ttl = await client.ttl(key)
      expect(ttl).toBeGreaterThan(0)
      expect(ttl).toBeLessThanOrEqual(60)
    }
    await coordination.removeMember('set', 'a')
    expect(await client.exists(`${prefix}set`)).toBe(0)
  })
})

const describeWithServer = redisProgram === undefined ? describe.skip : describe

describeWithServer('coordination in a Redis Cluster', () => {
  it('needs one key, and so one node, for each operation', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tandem-cluster-'))
    const port = await freePort()
    const server = await startRedis(port, folder, '--cluster-enabled', 'yes')
    const node = { url: `redis://127.0.0.1:${port}` }
    const client = await createClient(node).connect()
    await client.clusterAddSlotsRange({ start: 0, end: 16_383 })
    while (!(await client.clusterInfo()).includes('cluster_state:ok')) await new Promise((go) => setTimeout(go, 50))
    const cluster = createCluster({ rootNodes: [node] })
    await cluster.connect()
    try {
      const coordination = redisCoordination(cluster)
      await Promise.all(Array.from({ length: 50 }, (_, index) => coordination.setIfAbsent(`value:${index}`, 'x', 60)))
      expect((await coordination.get('value:7'))?.value).toBe('x')
      expect(await coordination.take('value:7')).toBe('x')
      await coordination.addMember('set', 'a', 60)
      expect(await coordination.members('set')).toEqual(['a'])
      const lease = await coordination.lease('job', 60)
      expect(await coordination.lease('job', 60)).toBeUndefined()
      expect(await lease?.renew(60)).toBe(true)
      await lease?.release()
      expect(await coordination.lease('job', 60)).toBeDefined()
    } finally {
      await cluster.close()
      await client.close()
      server.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

it.each([
  ['nothing', undefined],
  ['a promise of a client', Promise.resolve({})],
])('is a TypeError with %s', (_name, client) => {
  expect(() => redisCoordination(client as never)).toThrow(/^redisCoordination: "client"/)
})
