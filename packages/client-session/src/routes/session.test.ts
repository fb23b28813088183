import { moveClock, takeClock } from '../../test/clock.js'
import { closingAfterEach } from '../../test/closing.js'
import type { Browser } from '../../test/login-browser.js'

const { open } = closingAfterEach()
const ours = { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' }

afterEach(() => jest.useRealTimers())

async function openApp(limits = { idle: 600, absolute: 3600 }, baseUrl?: string) {
  const { app } = await open({}, { routes: { session: '/session' }, limits, ...(baseUrl && { baseUrl }) })
  return app
}

async function loggedIn(limits?: { idle: number; absolute: number }): Promise<Browser> {
  const app = await openApp(limits)
  const browser = app.browser()
  await browser.logIn()
  return browser
}

describe('GET /session', () => {
  it('tells a page who is logged in, until when, and where to sign out; no cache may keep it', async () => {
    takeClock()
    const browser = await loggedIn()
    const response = await browser.get('/session', ours)
    expect(response.status).toBe(200)
    expect(response.headers['content-type']).toBe('application/json')
    expect(response.headers['cache-control']).toContain('no-store')
    const { user, expiresAt, logout } = response.body
    expect([user.sub, logout]).toEqual(['user-1', '/logout'])
    expect(Math.abs(expiresAt - (Date.now() / 1000 + 600))).toBeLessThan(5)
  })

  it('is 401 with the path of the login for anybody else', async () => {
    const app = await openApp()
    const response = await app.browser().get('/session', ours)
    expect([response.status, response.body]).toEqual([
      401,
      expect.objectContaining({ code: 'ERR_LOGIN_REQUIRED', login: '/login' }),
    ])
    expect(response.headers['content-type']).toBe('application/problem+json')
    expect(response.headers['set-cookie']).toBeUndefined()
  })

  it.each<[string, Readonly<Record<string, string>>]>([
    ['another site', { ...ours, 'Sec-Fetch-Site': 'cross-site' }],
    ['a sibling subdomain', { ...ours, 'Sec-Fetch-Site': 'same-site' }],
    ['another origin, in a browser without Sec-Fetch-Site', { 'Sec-Fetch-Site': '', Origin: 'https://evil.example' }],
    ['an image, in a browser without Sec-Fetch-Site', { 'Sec-Fetch-Site': '' }],
    ['a prefetch', { ...ours, 'Sec-Purpose': 'prefetch' }],
    [
      'a prerender by speculation rules of another site',
      { 'Sec-Fetch-Site': 'none', 'Sec-Purpose': 'prefetch;prerender' },
    ],
  ])('says nothing to %s', async (_name, headers) => {
    const browser = await loggedIn()
    const response = await browser.get('/session', headers)
    expect([response.status, response.body]).toEqual([403, expect.objectContaining({ code: 'ERR_CROSS_SITE' })])
  })

  it('prolongs the session, as any request does', async () => {
    takeClock()
    const browser = await loggedIn()
    const first = (await browser.get('/session', ours)).body.expiresAt
    moveClock(500_000)
    const second = (await browser.get('/session', ours)).body.expiresAt
    expect(second - first).toBe(500)
    moveClock(500_000)
    expect((await browser.get('/session', ours)).status).toBe(200)
  })

  it('with ?touch=false only looks: the session of an absent user ends', async () => {
    takeClock()
    const browser = await loggedIn()
    const first = (await browser.get('/session', ours)).body.expiresAt
    moveClock(500_000)
    expect((await browser.get('/session?touch=false', ours)).body.expiresAt).toBe(first)
    moveClock(101_000)
    expect((await browser.get('/session?touch=false', ours)).status).toBe(401)
  })

  it('ends at the absolute limit, where that is nearer', async () => {
    takeClock()
    const browser = await loggedIn({ idle: 600, absolute: 900 })
    const first = (await browser.get('/session', ours)).body.expiresAt
    moveClock(500_000)
    expect((await browser.get('/session', ours)).body.expiresAt - first).toBe(300)
  })

  it('takes no other method, and doesn’t exist unless it was asked for', async () => {
    const browser = await loggedIn()
    const response = await browser.post('/session')
    expect([response.status, response.headers.allow]).toEqual([405, 'GET'])
    const { app } = await open()
    expect((await app.browser().get('/session', ours)).status).toBe(404)
  })
})
