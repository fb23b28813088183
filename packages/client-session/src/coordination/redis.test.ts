import { createClient } from 'redis'
import { redisCoordination } from './redis.js'

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

  it('touches one key with each command, so that it runs in a cluster', async () => {
    const seen: number[] = []
    const counting = {
      get: (key: string) => client.get(key),
      eval(script: string, options: { keys: string[]; arguments: string[] }) {
        seen.push(options.keys.length)
        expect(script).not.toMatch(/redis\.call\('\w+', (?!KEYS\[1\])['"\w]/)
        return client.eval(script, options)
      },
    }
    const coordination = redisCoordination(counting, { prefix })
    await coordination.setIfAbsent('one', 'x', 60)
    await coordination.take('one')
    await coordination.addMember('many', 'a', 60)
    await coordination.members('many')
    const lease = await coordination.lease('two', 60)
    await lease?.renew(60)
    await lease?.release()
    expect(new Set(seen)).toEqual(new Set([1]))
  })
})

it.each([
  ['nothing', undefined],
  ['a promise of a client', Promise.resolve({})],
  ['a client of ioredis', { get: () => null, eval: () => null, defineCommand: () => null }],
])('is a TypeError with %s', (_name, client) => {
  expect(() => redisCoordination(client as never)).toThrow(/^redisCoordination: "client"/)
})
