import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { requireUserClaim } from '../src/index.js'
import { startWebApp, type WebApp } from './web-app.js'

let issuer: TestIssuer
let app: WebApp<never, unknown>
beforeAll(async () => {
  issuer = await startIssuer()
  app = await startWebApp<never, unknown>(issuer, {
    define: (express) => void express.get('/admin', requireUserClaim('admin', 'yes'), (_req, res) => void res.json({})),
  })
})
afterAll(async () => {
  await app.close()
  await issuer.close()
})

/** What is published while something happens. */
async function eventsOf(action: () => Promise<unknown>): Promise<unknown[]> {
  const seen: unknown[] = []
  const names = [
    'login.started',
    'login.succeeded',
    'login.failed',
    'logout.succeeded',
    'session.refused',
    'session.revoked',
  ]
  const listeners = names.map(
    (name) => [`tandem-auth:${name}`, (message: unknown) => void seen.push([name, message])] as const,
  )
  for (const [name, listener] of listeners) subscribe(name, listener)
  await action()
  for (const [name, listener] of listeners) unsubscribe(name, listener)
  return seen
}

it('tells of logins and logouts by codes, for those who listen', async () => {
  const browser = app.browser()
  const from = { issuer: issuer.issuer }
  expect(await eventsOf(() => browser.logIn())).toEqual([
    ['login.started', { ...from, silent: false }],
    ['login.succeeded', from],
  ])
  expect(await eventsOf(() => browser.get('/admin'))).toEqual([
    ['session.refused', { ...from, code: 'ERR_USER_CLAIM' }],
  ])
  expect(await eventsOf(() => browser.post('/logout'))).toEqual([['logout.succeeded', from]])
})

it('tells of what failed, and why', async () => {
  issuer.nextAuthorizationError('access_denied')
  expect(await eventsOf(() => app.browser().logIn())).toContainEqual([
    'login.failed',
    { issuer: issuer.issuer, code: 'ERR_LOGIN_DENIED', hint: "The provider responded with 'access_denied'." },
  ])
  expect(await eventsOf(() => app.browser().get('/callback?state=a&code=b'))).toEqual([
    ['login.failed', { code: 'ERR_LOGIN_STATE', hint: expect.stringContaining('another host') }],
  ])
  const form = { logout_token: await issuer.logoutToken({ nonce: 'x' }) }
  expect(await eventsOf(() => app.browser().post('/backchannel-logout', { form }))).toEqual([
    ['session.refused', { code: 'ERR_LOGOUT_TOKEN' }],
  ])
})

it('tells when a provider or the app ended sessions', async () => {
  await app.browser().logIn()
  const form = { logout_token: await issuer.logoutToken({ sub: 'user-1' }) }
  const from = { issuer: issuer.issuer }
  expect(await eventsOf(() => app.browser().post('/backchannel-logout', { form }))).toContainEqual([
    'session.revoked',
    { ...from, sessions: 1, by: 'provider' },
  ])
  await app.browser().logIn()
  expect(await eventsOf(() => app.web.sessionsOf({ iss: issuer.issuer, sub: 'user-1' }).revokeAll())).toContainEqual([
    'session.revoked',
    { ...from, sessions: 1, by: 'app' },
  ])
})

it('tells once of a login that can’t begin, but not of a prefetch, which is no login', async () => {
  const own = await startWebApp<never, unknown>(issuer, { baseUrl: 'https://app.example.com' })
  const insecure = { 'X-Forwarded-Proto': 'http' }
  const expected = [['login.failed', { code: 'ERR_INSECURE_TRANSPORT', hint: expect.stringContaining('trust proxy') }]]
  expect(await eventsOf(() => own.browser().get('/login', insecure))).toEqual(expected)
  expect(await eventsOf(() => own.browser().get('/profile', insecure))).toEqual(expected)
  expect(await eventsOf(() => own.browser().get('/login?iss=https://evil.example'))).toEqual([
    ['login.failed', { code: 'ERR_LOGIN_ISSUER' }],
  ])
  expect(await eventsOf(() => own.browser().get('/login', { 'Sec-Purpose': 'prefetch' }))).toEqual([])
  await own.close()
})
