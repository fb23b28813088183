import { redisBackends } from '../../test/redis-backends.js'
import { type Backend, backends } from '../../test/stores.js'
import type { Coordination } from './coordination.js'

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const trues = (responses: readonly boolean[]) => responses.filter((response) => response).length

describe.each(Object.entries({ ...backends, ...redisBackends }))('coordination: %s', (_name, open) => {
  let backend: Backend
  let coordination: Coordination

  beforeAll(async () => {
    backend = await open()
    coordination = backend.coordination
  }, 30_000)
  afterAll(() => backend.close())

  it('lets exactly one of many set an absent key, 30 times', async () => {
    for (let round = 0; round < 30; round += 1) {
      const responses = await Promise.all(
        Array.from({ length: 20 }, (_, caller) => coordination.setIfAbsent(`once:${round}`, `${caller}`, 60)),
      )
      expect(trues(responses)).toBe(1)
      expect((await coordination.get(`once:${round}`))?.value).toBe(`${responses.indexOf(true)}`)
    }
  })

  it('gives what is taken to exactly one of many, 30 times', async () => {
    for (let round = 0; round < 30; round += 1) {
      await coordination.setIfAbsent(`take:${round}`, 'the one', 60)
      const responses = await Promise.all(Array.from({ length: 20 }, () => coordination.take(`take:${round}`)))
      expect(responses.filter((response) => response !== undefined)).toEqual(['the one'])
      expect(await coordination.get(`take:${round}`)).toBeUndefined()
    }
  })

  it('lets exactly one of many change a version, 30 times', async () => {
    await coordination.setIfAbsent('cas:one', 'first', 60)
    for (let round = 0; round < 30; round += 1) {
      const version = (await coordination.get('cas:one'))?.version ?? 0
      const responses = await Promise.all(
        Array.from({ length: 20 }, (_, caller) => coordination.compareAndSet('cas:one', version, `${caller}`, 60)),
      )
      expect(trues(responses)).toBe(1)
      const after = await coordination.get('cas:one')
      expect(after?.value).toBe(`${responses.indexOf(true)}`)
      expect(after?.version).toBeGreaterThan(version)
    }
  })

  it('creates by version 0 where nothing is, and only there', async () => {
    expect(await coordination.compareAndSet('cas:new', 7, 'x', 60)).toBe(false)
    expect(await coordination.compareAndSet('cas:new', 0, 'x', 60)).toBe(true)
    expect(await coordination.compareAndSet('cas:new', 0, 'y', 60)).toBe(false)
    expect((await coordination.get('cas:new'))?.value).toBe('x')
  })

  it('refuses the version of a key that was taken and came again', async () => {
    await coordination.setIfAbsent('cas:again', 'first', 60)
    const old = (await coordination.get('cas:again'))?.version ?? 0
    await coordination.take('cas:again')
    await wait(2)
    await coordination.setIfAbsent('cas:again', 'second', 60)
    expect(await coordination.compareAndSet('cas:again', old, 'stale', 60)).toBe(false)
    expect((await coordination.get('cas:again'))?.value).toBe('second')
  })

  it('forgets a value after its time, and may then be set again', async () => {
    await coordination.setIfAbsent('ttl:one', 'short', 0.2)
    const version = (await coordination.get('ttl:one'))?.version ?? 0
    expect(version).toBeGreaterThan(0)
    await wait(300)
    expect(await coordination.get('ttl:one')).toBeUndefined()
    expect(await coordination.take('ttl:one')).toBeUndefined()
    expect(await coordination.compareAndSet('ttl:one', version, 'late', 60)).toBe(false)
    expect(await coordination.setIfAbsent('ttl:one', 'again', 60)).toBe(true)
  })

  it('keeps values as they are', async () => {
    const value = '{"quote":"\'\\"","colon":"1:2","unicode":"ä€😀","long":"'.concat('x'.repeat(20_000), '"}')
    await coordination.setIfAbsent('value:odd', value, 60)
    expect((await coordination.get('value:odd'))?.value).toBe(value)
    expect(await coordination.take('value:odd')).toBe(value)
  })

  it('adds and removes members, each once', async () => {
    await Promise.all(['a', 'b', 'c', 'a'].map((member) => coordination.addMember('set:one', member, 60)))
    await coordination.removeMember('set:one', 'b')
    await coordination.removeMember('set:one', 'never there')
    expect([...(await coordination.members('set:one'))].sort()).toEqual(['a', 'c'])
    expect(await coordination.members('set:none')).toEqual([])
  })

  it('loses no member of many that are added at once', async () => {
    const many = Array.from({ length: 40 }, (_, index) => `member-${index}`)
    await Promise.all(many.map((member) => coordination.addMember('set:many', member, 60)))
    expect([...(await coordination.members('set:many'))].sort()).toEqual([...many].sort())
  })

  it('lets a set live as long as its longest-lived member, and each member as long as its own time', async () => {
    await coordination.addMember('set:ttl', 'long', 60)
    await coordination.addMember('set:ttl', 'short', 0.2)
    await wait(300)
    expect(await coordination.members('set:ttl')).toEqual(['long'])
    await coordination.addMember('set:short', 'only', 0.2)
    await wait(300)
    expect(await coordination.members('set:short')).toEqual([])
  })

  it('leases to one of many, and to the next when it is released', async () => {
    const leases = await Promise.all(Array.from({ length: 20 }, () => coordination.lease('job', 60)))
    const [lease, ...others] = leases.filter((response) => response !== undefined)
    expect(others).toEqual([])
    expect(await coordination.lease('job', 60)).toBeUndefined()
    await lease?.release()
    expect(await coordination.lease('job', 60)).toBeDefined()
  })

  it('ends a lease whose holder is gone, and the late holder can neither renew nor release it', async () => {
    const lost = await coordination.lease('crash', 0.2)
    await wait(300)
    const next = await coordination.lease('crash', 60)
    expect(next).toBeDefined()
    expect(await lost?.renew(60)).toBe(false)
    await lost?.release()
    expect(await coordination.lease('crash', 60)).toBeUndefined()
    expect(await next?.renew(60)).toBe(true)
  })

  it('holds a lease that is renewed', async () => {
    const lease = await coordination.lease('slow', 0.3)
    for (let turn = 0; turn < 4; turn += 1) {
      await wait(150)
      expect(await lease?.renew(0.3)).toBe(true)
    }
    expect(await coordination.lease('slow', 60)).toBeUndefined()
  })
})
