import { channel } from 'node:diagnostics_channel'
import { inspect } from 'node:util'
import { generateSigningKey, type SigningKey, startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { eventNames } from '@tandem-auth/tokens'
import { locationOf } from './login-browser.js'
import { secret, startWebApp, type WebApp } from './web-app.js'

let signingKey: SigningKey
let issuer: TestIssuer
let app: WebApp<never, unknown>
beforeAll(async () => {
  signingKey = await generateSigningKey()
  issuer = await startIssuer({ signingKey })
  app = await startWebApp<never, unknown>(issuer, {
    define(express, web) {
      express.get('/token', (req, res, next) => {
        web
          .of(req)
          .accessToken()
          .then((token) => res.json({ token }), next)
      })
    },
  })
})
afterEach(() => issuer.restore())
afterAll(async () => {
  await app.close()
  await issuer.close()
})

it('a login transaction is no session, and a session is no login transaction (CVE-2023-48309)', async () => {
  const browser = app.browser()
  const callback = await browser.authorize()
  const [[name = '', transaction = ''] = []] = [...browser.cookies]
  const thief = app.browser()
  for (const value of [transaction, `s%3A${transaction}`, `s:${transaction}`]) {
    thief.cookies.set(thief.sessionCookieName, value)
    expect((await thief.get('/')).body.user).toBeNull()
  }
  const victim = app.browser()
  await victim.logIn()
  const swapped = app.browser()
  swapped.cookies.set(name, victim.cookies.get(victim.sessionCookieName) ?? '')
  expect((await swapped.get(callback)).body.code).toBe('ERR_LOGIN_STATE')
})

it('a provider that knows no PKCE, or plain alone, gets S256 all the same (PKCE downgrade)', async () => {
  for (const methods of [undefined, ['plain']]) {
    const weak = await startIssuer({ signingKey, metadata: { code_challenge_methods_supported: methods } })
    const own = await startWebApp<never, unknown>(weak)
    expect((await own.browser().logIn()).status).toBe(303)
    const [asked, redeemed] = ['authorization', 'token'].map((name) =>
      weak.requests.find(({ endpoint }) => endpoint === name),
    )
    expect(asked?.query.get('code_challenge_method')).toBe('S256')
    expect(redeemed?.form.get('code_verifier')).toMatch(/^[\w-]{43}$/)
    await own.close()
    await weak.close()
  }
})

it('a code of another login is refused, whoever has its cookie (code injection)', async () => {
  const [attacker, victim] = [app.browser(), app.browser()]
  const stolen = new URL(await attacker.authorize()).searchParams.get('code') ?? ''
  const callback = new URL(await victim.authorize())
  callback.searchParams.set('code', stolen)
  expect((await victim.get(callback.href)).body.code).toBe('ERR_LOGIN_CODE')
})

describe('our routes', () => {
  it.each([
    ['X-Original-URL', '/logout'],
    ['X-Rewrite-URL', '/login'],
    ['X-Forwarded-Uri', '/login'],
    ['X-HTTP-Method-Override', 'POST'],
  ])('can’t be reached by %s (CVE-2026-40575)', async (header, value) => {
    const browser = app.browser()
    await browser.logIn()
    const response = await browser.get('/profile', { [header]: value })
    expect(response.body.sub).toBe('user-1')
  })

  it.each(['/LOGIN', '/login//', '/login;x=1', '/%6cogin', '/login%2f', '/./x/../login%20'])(
    'are matched exactly, but for a slash at the end: %s isn’t one',
    async (path) => {
      const response = await app.browser().get(path)
      expect(response.headers.location ?? '').not.toContain('/authorize')
    },
  )

  it('hold for no user agent less than for another (health check bypass)', async () => {
    const own = await startWebApp<never, unknown>(issuer, { loginRequired: true })
    for (const agent of ['ELB-HealthChecker/2.0', 'GoogleHC/1.0', 'kube-probe/1.30', '']) {
      expect((await own.browser().get('/', { 'User-Agent': agent })).status).toBe(302)
    }
    await own.close()
  })
})

it('somebody else’s login leaves nothing of the one before: not the user, not the tokens (session swap)', async () => {
  const browser = app.browser()
  issuer.setUser({ sub: 'jane' })
  await browser.logIn()
  const before = {
    cookie: browser.cookies.get(browser.sessionCookieName) ?? '',
    token: (await browser.get('/token')).body.token,
  }
  issuer.setUser({ sub: 'john' })
  await browser.logIn()
  expect((await browser.get('/')).body.user.sub).toBe('john')
  expect((await browser.get('/token')).body.token).not.toBe(before.token)
  const old = app.browser()
  old.cookies.set(old.sessionCookieName, before.cookie)
  expect((await old.get('/')).body.user).toBeNull()
  expect((await old.get('/token')).status).toBe(401)
})

it('no token, code, verifier or secret is in an event, an error, a cookie, an address of ours or on the console', async () => {
  const seen: string[] = []
  const note = (message: unknown) => void seen.push(inspect(message, { depth: 9, showHidden: true }))
  const channels = eventNames.map((name) => channel(`tandem-auth:${name}`))
  for (const one of channels) one.subscribe(note)
  const print = (['log', 'error', 'warn', 'info', 'debug'] as const).map((name) =>
    jest.spyOn(console, name).mockImplementation((...line) => void seen.push(inspect(line))),
  )
  const hidden = new Set([secret, 'secret-1'])
  issuer.nextTokenResponse((body) => void collect(body))
  issuer.nextTokenResponse((body) => void Object.assign(body, { token_type: 'mac' }, collect(body)))
  issuer.nextTokenResponse((body) => void Object.assign(body, { expires_in: 'soon' }, collect(body)))

  function collect(body: Record<string, unknown>): object {
    for (const name of ['access_token', 'refresh_token', 'id_token']) hidden.add(String(body[name]))
    return {}
  }

  for (let count = 0; count < 4; count++) {
    const browser = app.browser()
    if (count === 3) issuer.nextIdToken((claims) => void Object.assign(claims, { nonce: 'x' }))
    const callback = new URL(await browser.authorize())
    hidden.add(callback.searchParams.get('code') ?? '')
    const response = await browser.get(callback.href)
    seen.push(inspect([response.headers, response.text]))
    const page = await browser.get('/')
    seen.push(inspect([page.headers, page.text]))
    if (response.status !== 303) continue
    const out = await browser.post('/logout')
    seen.push(inspect(out.headers), (await browser.get(locationOf(out))).text)
  }
  for (const request of issuer.requests) {
    const verifier = request.form.get('code_verifier')
    if (verifier !== null) hidden.add(verifier)
  }
  for (const one of channels) one.unsubscribe(note)
  for (const spy of print) spy.mockRestore()

  expect(hidden.size).toBeGreaterThan(12)
  expect(seen.length).toBeGreaterThan(12)
  for (const text of seen) for (const value of hidden) expect(text).not.toContain(value)
})
