import { closingAfterEach } from '../../test/closing.js'
import { locationOf } from '../../test/login-browser.js'
import { LoginRejected, type NewLogin } from '../index.js'

const { openApp, openIssuer, open } = closingAfterEach()

describe('onLogin', () => {
  it('sees the user, all claims and the page, before the session exists', async () => {
    const seen: unknown[] = []
    const { app, issuer } = await open(
      { user: { sub: 'jane', email: 'jane@example.com', plan: 'pro' } },
      {
        async onLogin({ user, claims, returnTo, req }: NewLogin<unknown>) {
          seen.push(user, claims.plan, returnTo, req.headers['x-test'])
        },
      },
    )
    const browser = app.browser()
    const response = await browser.get(await browser.authorize('/login?returnTo=/profile'), { 'X-Test': 'here' })
    expect(locationOf(response)).toBe(`${app.baseUrl}/profile`)
    expect(seen).toEqual([{ iss: issuer.issuer, sub: 'jane', email: 'jane@example.com' }, 'pro', '/profile', 'here'])
    expect(await browser.isLoggedIn()).toBe(true)
  })

  it('refuses a login: 403, no session, and the refresh token is revoked', async () => {
    const { app, issuer } = await open(
      {},
      {
        async onLogin() {
          throw new LoginRejected('the account is closed')
        },
      },
    )
    const browser = app.browser()
    const { status, body } = await browser.logIn()
    expect([status, body.code, body.hint]).toEqual([403, 'ERR_LOGIN_REJECTED', 'the account is closed'])
    expect(browser.cookies.size).toBe(0)
    expect(await browser.isLoggedIn()).toBe(false)
    while (issuer.revokedTokens.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  })

  it('keeps the session of whoever was logged in when it refuses', async () => {
    let closed = false
    const { app } = await open(
      {},
      {
        onLogin() {
          if (closed) throw new LoginRejected()
        },
      },
    )
    const browser = app.browser()
    await browser.logIn()
    closed = true
    expect((await browser.logIn()).status).toBe(403)
    expect(await browser.isLoggedIn()).toBe(true)
  })

  it.each<[string, () => void | Promise<void>]>([
    [
      'throws',
      () => {
        throw new Error('the database is down')
      },
    ],
    ['rejects', () => Promise.reject(new Error('the database is down'))],
  ])('that %s is a 500 and no session: it never fails open', async (_name, onLogin) => {
    const { app } = await open({}, { onLogin })
    const browser = app.browser()
    const response = await browser.logIn()
    expect([response.status, browser.cookies.size, await browser.isLoggedIn()]).toEqual([500, 0, false])
  })

  it('sends the user elsewhere on baseUrl, and nowhere else', async () => {
    let returnTo = '/onboarding?step=1'
    const { app } = await open({}, { onLogin: () => ({ returnTo }) })
    expect(locationOf(await app.browser().logIn('/login?returnTo=/profile'))).toBe(`${app.baseUrl}/onboarding?step=1`)
    returnTo = 'https://evil.example/'
    const browser = app.browser()
    const response = await browser.logIn()
    expect([response.status, response.body.message]).toEqual([500, 'onLogin: "returnTo" must be a path on "baseUrl"'])
    expect(await browser.isLoggedIn()).toBe(false)
  })

  it('is asked again at a step-up, and by a refused one nothing changes', async () => {
    const issuer = await openIssuer()
    const logins: string[] = []
    const app = await openApp(issuer, { onLogin: ({ claims }) => void logins.push(claims.sub) })
    const browser = app.browser()
    await browser.logIn()
    await browser.logIn()
    expect(logins).toEqual(['user-1', 'user-1'])
  })
})

it('a profile.map that fails is no login (a hook that fails open)', async () => {
  const map = async (): Promise<{ sub: string }> => {
    throw new Error('blocked')
  }
  const { app } = await open({}, { profile: { map } })
  const browser = app.browser()
  expect((await browser.logIn()).status).toBe(500)
  expect(await browser.isLoggedIn()).toBe(false)
})

it('a profile.map that resolves gives the session what it resolved to', async () => {
  const { app } = await open({}, { profile: { map: async ({ sub }) => ({ id: sub }) } })
  const browser = app.browser()
  await browser.logIn()
  expect((await browser.get('/')).body.user).toEqual({ id: 'user-1' })
})
