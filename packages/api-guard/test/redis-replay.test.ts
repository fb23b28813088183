import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { createClient } from 'redis'
import { freePort, redisProgram, startRedis } from '../../client-session/test/redis-server.js'
import type { ReplayStore } from '../src/index.js'
import { redisReplay } from '../src/redis.js'
import { audience, createApi } from './api.js'
import { baseUrl, type DpopClient, dpopClient, sendDpop } from './dpop-client.js'

const url = process.env.TANDEM_TEST_REDIS_URL

let issuer: TestIssuer
let client: DpopClient
let token: string

beforeAll(async () => {
  issuer = await startIssuer()
  client = await dpopClient()
  token = await issuer.accessToken({ cnf: { jkt: client.jkt } })
})
afterAll(() => issuer.close())

// Each guard stands for a process of its own: they share nothing but Redis.
const apiOver = (replay: ReplayStore) => createApi({ issuer: issuer.issuer, audience, dpop: { baseUrl, replay } })

;(url ? describe : describe.skip)('over Redis', () => {
  it('refuses a proof at a second process', async () => {
    const config = { issuer: issuer.issuer, audience, baseUrl, url, prefix: `test:${process.pid}:member:` }
    const start = () => fork(join(__dirname, 'redis-member.js'), [JSON.stringify(config)], { execArgv: [] })
    const members = [start(), start()]
    const ports = await Promise.all(members.map(async (member) => (await once(member, 'message'))[0].port))
    const proof = await client.proof(token)
    const responses: unknown[] = []
    for (const port of [...ports, ports[0]]) {
      const response = await fetch(`http://127.0.0.1:${port}/`, {
        headers: { authorization: `DPoP ${token}`, dpop: proof },
      })
      responses.push([response.status, Object(await response.json()).code])
    }
    for (const member of members) member.kill()
    const replay = [401, 'ERR_DPOP_REPLAY']
    expect(responses).toEqual([[200, undefined], replay, replay])
  })

  it('forgets a proof with the time, and lets one of two at once through', async () => {
    const [one, two] = [createClient({ url: String(url) }), createClient({ url: String(url) })]
    await Promise.all([one.connect(), two.connect()])
    const prefix = `test:${process.pid}:`
    const apis = [one, two].map((redis) => apiOver(redisReplay(redis, { prefix })))
    const proof = await client.proof(token)
    const responses = await Promise.all(apis.map((api) => sendDpop(api, token, proof)))
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 401])
    expect(responses.find(({ status }) => status === 401)?.body.code).toBe('ERR_DPOP_REPLAY')
    const [key = ''] = await one.keys(`${prefix}*`)
    const left = await one.pTTL(key)
    expect(left > 65_000 && left <= 70_000).toBe(true)
    await one.del(key)
    await Promise.all([one.close(), two.close()])
  })
})

;(redisProgram ? describe : describe.skip)('while Redis is away', () => {
  it('says 503, and goes on when it is back', async () => {
    const port = await freePort()
    const folder = await mkdtemp(join(tmpdir(), 'replay-'))
    const start = () => startRedis(port, folder)
    let server = await start()
    const redis = createClient({ socket: { port, reconnectStrategy: 20 }, disableOfflineQueue: true })
    redis.on('error', () => undefined)
    await redis.connect()
    const api = apiOver(redisReplay(redis))
    expect((await client.get(api, token)).status).toBe(200)
    server.kill('SIGKILL')
    await once(server, 'exit')
    const away = await client.get(api, token)
    expect([away.status, away.body.code, away.headers['retry-after']]).toEqual([503, 'ERR_REPLAY_STORE', '5'])
    // Not by events.once, which fails with the errors that come before.
    const ready = new Promise((resolve) => redis.once('ready', resolve))
    server = await start()
    await ready
    expect((await client.get(api, token)).status).toBe(200)
    redis.destroy()
    server.kill('SIGKILL')
    await once(server, 'exit')
    await rm(folder, { recursive: true })
  })
})

it('takes clients of node-redis and of ioredis, by the form of their SET', async () => {
  const calls: unknown[][] = []
  const set = async (...args: unknown[]) => {
    calls.push(args)
    return calls.length === 1 ? 'OK' : null
  }
  expect(await redisReplay({ set }).remember('a', 60.5)).toBe(true)
  expect(await redisReplay(Object.assign({ set }, { defineCommand: () => undefined })).remember('a', 1)).toBe(false)
  expect(calls).toEqual([
    ['tandem:dpop:a', '1', { NX: true, PX: 60_500 }],
    ['tandem:dpop:a', '1', 'PX', 1000, 'NX'],
  ])
  expect(() => redisReplay({} as never)).toThrow(
    '"client" must be a client of the package redis or ioredis, 5 or newer',
  )
})
