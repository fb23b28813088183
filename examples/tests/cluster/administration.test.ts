import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import request from 'supertest'
import { openRedis, type Redis } from '../../cluster/src/open-redis.js'
import { createWeb, type Web } from '../../cluster/src/web.js'
import { createWebApp } from '../../cluster/src/web-app.js'

const redisUrl = process.env.TANDEM_TEST_REDIS_URL ?? ''
const overRedis = redisUrl === '' ? describe.skip : describe
const baseUrl = 'http://localhost:3000'

overRedis('administration, some time after the sign-in', () => {
  let issuer: TestIssuer
  let redis: Redis
  let web: Web

  beforeAll(async () => {
    issuer = await startIssuer({ user: { sub: 'grace', roles: ['administrator'] } })
    Object.assign(process.env, {
      ISSUER_BASE_URL: issuer.issuer,
      CLIENT_ID: 'client-1',
      CLIENT_SECRET: 'secret-1',
      SESSION_SECRET: 'a secret for sessions, of 32 bytes or more',
    })
    redis = await openRedis(redisUrl)
    web = createWeb(redis, baseUrl)
  })
  afterAll(async () => {
    web.close()
    await redis.close()
    await issuer.close()
  })
  afterEach(() => jest.useRealTimers())

  async function signIn() {
    const browser = request.agent(createWebApp(web, baseUrl)).set('Accept', 'text/html')
    const login = await browser.get('/login').expect(302)
    const response = await fetch(String(login.headers.location), { redirect: 'manual' })
    const { pathname, search } = new URL(String(response.headers.get('location')))
    await browser.get(pathname + search).expect(303)
    return browser
  }

  function passMinutes(minutes: number): void {
    jest.useFakeTimers({ now: Date.now() + minutes * 60_000, doNotFake: [...everythingButDate] })
  }

  it('asks for the sign-in once more before it shows anything', async () => {
    const browser = await signIn()
    await browser.get('/administration').expect(200)
    passMinutes(6)
    const response = await browser.get('/administration').expect(302)
    expect(new URL(String(response.headers.location)).searchParams.get('max_age')).toBe('300')
  })

  it('ends nobody’s sessions by a form that comes too late, and says how to go on', async () => {
    const browser = await signIn()
    passMinutes(6)
    const response = await browser
      .post('/administration/end-all')
      .set('Origin', baseUrl)
      .type('form')
      .send({ sub: 'grace' })
    expect(response.status).toBe(401)
    expect(response.text).toContain('Sign in once more')
    expect(response.text).toContain('href="/administration"')
    await browser.get('/sessions').expect(200)
  })
})

const everythingButDate = [
  ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
  ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
]
