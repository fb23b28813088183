import { generateSigningKey, startIssuer } from '@tandem-auth/testing'
import type { Express } from 'express'
import session from 'express-session'
import { type Browser, locationOf } from '../../test/login-browser.js'
import { app, issuer, signingKey } from '../../test/shared-app.js'
import { startWebApp } from '../../test/web-app.js'

const event = 'http://schemas.openid.net/event/backchannel-logout'
const now = () => Math.floor(Date.now() / 1000)

async function loggedIn(sub = 'user-1'): Promise<{ browser: Browser; sid: string }> {
  issuer.setUser({ sub })
  const browser = app.browser()
  await browser.logIn()
  return { browser, sid: issuer.sessions.at(-1)?.sid ?? '' }
}

/** As a provider sends it: no cookies, nothing of a browser. */
function send(logoutToken: string, more = '') {
  return app.browser().post('/backchannel-logout', {
    form: `logout_token=${logoutToken}${more}`,
    headers: { Origin: '', 'Sec-Fetch-Site': '' },
  })
}

describe('a logout token', () => {
  it('with a sid ends that session, and no other of the same user', async () => {
    const [one, other] = [await loggedIn(), await loggedIn()]
    const response = await send(await issuer.logoutToken({ sid: one.sid }))
    expect([response.status, response.text, response.headers['cache-control']]).toEqual([200, '', 'no-store'])
    expect([await one.browser.isLoggedIn(), await other.browser.isLoggedIn()]).toEqual([false, true])
  })

  it('may write its times with fractions of a second (RFC 7519, 2)', async () => {
    const { browser, sid } = await loggedIn()
    const now = Date.now() / 1000
    const response = await send(await issuer.logoutToken({ sid, iat: now - 0.25, exp: now + 60.25 }))
    expect([response.status, await browser.isLoggedIn()]).toEqual([200, false])
  })

  it('with a sid ends a session whose ID token named none: it may be that one', async () => {
    issuer.setUser({ sub: 'jane' })
    issuer.nextIdToken((claims, header) => ({ claims: { ...claims, sid: undefined }, header }))
    const browser = app.browser()
    await browser.logIn()
    const other = await loggedIn('jane')
    expect((await send(await issuer.logoutToken({ sub: 'john', sid: 'unknown' }))).status).toBe(200)
    expect(await browser.isLoggedIn()).toBe(true)
    expect((await send(await issuer.logoutToken({ sub: 'jane', sid: 'unknown' }))).status).toBe(200)
    expect([await browser.isLoggedIn(), await other.browser.isLoggedIn()]).toEqual([false, true])
  })

  it('with a sub alone ends all sessions of that user, and none of another', async () => {
    const [one, two] = [await loggedIn('jane'), await loggedIn('jane')]
    const other = await loggedIn('john')
    expect((await send(await issuer.logoutToken({ sub: 'jane' }))).status).toBe(200)
    expect(await Promise.all([one, two, other].map(({ browser }) => browser.isLoggedIn()))).toEqual([
      false,
      false,
      true,
    ])
  })

  it('ends nothing that begins later: who logs in again stays logged in, the others stay out', async () => {
    const [one, two] = [await loggedIn('jane'), await loggedIn('jane')]
    await send(await issuer.logoutToken({ sub: 'jane' }))
    await one.browser.logIn()
    expect([await one.browser.isLoggedIn(), await two.browser.isLoggedIn()]).toEqual([true, false])
  })

  it('wins against a callback that is under way', async () => {
    issuer.setUser({ sub: 'jane' })
    const browser = app.browser()
    const callback = await browser.authorize()
    const { sid } = issuer.sessions.at(-1) ?? {}
    await new Promise((resolve) => setTimeout(resolve, 5))
    await send(await issuer.logoutToken({ sub: 'jane', sid }))
    const response = await browser.get(callback)
    expect([response.status, response.body.code]).toEqual([400, 'ERR_LOGIN_OVERTAKEN'])
    expect(await browser.isLoggedIn()).toBe(false)
  })

  it.each<[string, object, object?]>([
    ['without a type', {}, { typ: undefined }],
    ['of type JWT, as Auth0 and Hydra have it', {}, { typ: 'JWT' }],
    ['without an expiry, as Hydra has it', { exp: undefined }],
    ['with a claim that nobody knows', { ignored_claim: 'x' }],
    ['for several clients', { aud: ['client-1', 'client-2'] }],
  ])('%s is accepted', async (_name, claims, ...[header]) => {
    const { browser, sid } = await loggedIn()
    const token = await issuer.logoutToken({ sid, ...claims }, { ...header })
    expect((await send(token, '&ignored_parameter=x')).status).toBe(200)
    expect(await browser.isLoggedIn()).toBe(false)
  })

  it.each<[string, object, object?]>([
    ['of another issuer', { iss: 'https://evil.example' }],
    ['for another client', { aud: 'client-2' }],
    ['without an audience', { aud: undefined }],
    ['without events', { events: undefined }],
    ['with another event', { events: { 'http://schemas.openid.net/event/foobar': {} } }],
    ['with an event that is no object', { events: { [event]: true } }],
    ['with events in a list', { events: [event] }],
    ['with a nonce', { nonce: 'nonce-1' }],
    ['without a time of issue', { iat: undefined }],
    ['issued an hour ago', { iat: now() - 3600, exp: undefined }],
    ['issued in an hour', { iat: now() + 3600, exp: now() + 7200 }],
    ['that has expired', { exp: now() - 60 }],
    ['with an expiry in words', { exp: 'tomorrow' }],
    ['without a jti', { jti: undefined }],
    ['without sub and sid', { sub: undefined, sid: undefined }],
    ['with an empty sid', { sid: '' }],
    ['with a sid that is no string', { sid: ['a'] }],
    ['of the type of an access token', {}, { typ: 'at+jwt' }],
    ['of the type of another security event', {}, { typ: 'secevent+jwt' }],
  ])('%s is 400, and ends nothing', async (_name, claims, ...[header]) => {
    const { browser, sid } = await loggedIn()
    const response = await send(await issuer.logoutToken({ sid, ...claims }, { ...header }))
    expect(response.status).toBe(400)
    expect(response.body).toEqual({ error: 'invalid_request', error_description: 'the logout token is not acceptable' })
    expect(response.headers['cache-control']).toBe('no-store')
    expect(await browser.isLoggedIn()).toBe(true)
  })

  it('signed with another algorithm than the configured one is 400, although a published key made it', async () => {
    const { browser, sid } = await loggedIn()
    const key = await generateSigningKey('ES256', 'other')
    issuer.addKey(key.publicJwk)
    const claims = {
      iss: issuer.issuer,
      aud: 'client-1',
      sid,
      events: { [event]: {} },
      jti: 'a',
      iat: now(),
      exp: now() + 60,
    }
    const wrong = await issuer.sign(claims, { alg: 'ES256', kid: 'other', typ: 'logout+jwt' }, key)
    const none = `${encode({ alg: 'none' })}.${encode(claims)}.`
    expect([(await send(wrong)).status, (await send(none)).status]).toEqual([400, 400])
    expect(await browser.isLoggedIn()).toBe(true)
  })

  it('with a wrong signature is 400 (CVE-2019-10157)', async () => {
    const { browser, sid } = await loggedIn()
    const foreign = await generateSigningKey('RS256')
    expect((await send(await issuer.logoutToken({ sid }, {}, foreign))).status).toBe(400)
    expect(await browser.isLoggedIn()).toBe(true)
  })

  it('works once (replay)', async () => {
    issuer.setUser({ sub: 'jane' })
    const token = await issuer.logoutToken({ sub: 'jane' })
    expect((await send(token)).status).toBe(200)
    const browser = app.browser()
    await browser.logIn()
    expect((await send(token)).status).toBe(400)
    expect(await browser.isLoggedIn()).toBe(true)
  })

  it('is no ID token, and an ID token is no logout token (token substitution)', async () => {
    const { browser, sid } = await loggedIn()
    expect((await send(await issuer.idToken({ sid }))).status).toBe(400)
    expect((await send(await issuer.idToken({ sid, nonce: undefined, jti: 'b' }))).status).toBe(400)
    expect(await browser.isLoggedIn()).toBe(true)
  })
})

describe('the request', () => {
  it.each([
    ['another method', async () => app.browser().get('/backchannel-logout'), 405],
    ['no token', async () => send(''), 400],
    ['two tokens', async () => send('a', '&logout_token=b'), 400],
    [
      'JSON',
      async () =>
        app.browser().post('/backchannel-logout', { form: '{}', headers: { 'Content-Type': 'application/json' } }),
      400,
    ],
  ])('with %s', async (_name, request, status) => {
    expect((await request()).status).toBe(status)
  })

  it('is read although a JSON parser of Express 4 has left an empty body', async () => {
    const own = await startWebApp<never, unknown>(issuer, {
      baseUrl: app.baseUrl,
      before(express) {
        // What body-parser 1 does with a form that isn't its own.
        express.use((req, _res, next) => {
          req.body = req.body || {}
          next()
        })
      },
    })
    const form = { logout_token: await issuer.logoutToken({ sub: 'nobody' }) }
    expect((await own.browser().post('/backchannel-logout', { form })).status).toBe(200)
    expect((await own.browser().post('/backchannel-logout', { form: '' })).status).toBe(400)
    await own.close()
  })

  it('that comes first after a restart ends sessions in the store of the app’s own express-session', async () => {
    const before = (express: Express) => {
      express.use(session({ store, secret: 'the secret of the app', resave: false, saveUninitialized: false }))
    }
    const store = new session.MemoryStore()
    const old = await startWebApp<never, unknown>(issuer, { before, coordination: 'single-process' })
    issuer.setUser({ sub: 'jane' })
    const browser = old.browser()
    await browser.logIn()
    const own = await startWebApp<never, unknown>(issuer, {
      ...{ before, coordination: 'single-process', baseUrl: old.baseUrl },
    })
    const form = { logout_token: await issuer.logoutToken({ sub: 'jane' }) }
    expect((await own.browser().post('/backchannel-logout', { form })).status).toBe(200)
    expect(await browser.isLoggedIn()).toBe(false)
    await Promise.all([own.close(), old.close()])
  })

  it('with a new key, in a flood of forged ones, is 503 and not 400, so that the provider tries again', async () => {
    const own = await startIssuer({ algorithm: 'RS256' })
    const rotating = await startWebApp(own, {})
    const browser = rotating.browser()
    await browser.logIn()
    const sid = own.sessions.at(-1)?.sid ?? ''
    const post = (token: string) =>
      rotating.browser().post('/backchannel-logout', {
        form: `logout_token=${token}`,
        headers: { Origin: '', 'Sec-Fetch-Site': '' },
      })
    await post(await own.logoutToken({ sid }, { kid: 'first' }))
    const forged = await Promise.all(
      Array.from({ length: 120 }, (_, index) => own.logoutToken({ sid }, { kid: `forged-${index}` })),
    )
    await own.rotateKeys()
    const genuine = await own.logoutToken({ sid })
    const flood = Promise.all(forged.map((token) => post(token).then(({ status }) => status)))
    // Until the flood has taken all the places.
    let response = await post(await own.logoutToken({ sid }, { kid: 'probe' }))
    while (response.status !== 503) response = await post(await own.logoutToken({ sid }, { kid: 'probe' }))
    response = await post(genuine)
    expect([response.status, response.headers['retry-after'], await browser.isLoggedIn()]).toEqual([503, '5', true])
    expect(new Set(await flood)).toEqual(new Set([400, 503]))
    expect([(await post(genuine)).status, await browser.isLoggedIn()]).toEqual([200, false])
    await Promise.all([own.close(), rotating.close()])
  })

  it('while the keys cannot be read is 503, never 200: the provider tries again', async () => {
    const own = await startIssuer({ signingKey })
    const other = await startWebApp<never, unknown>(own)
    const browser = other.browser()
    await browser.logIn()
    const token = await own.logoutToken()
    const fresh = await startWebApp<never, unknown>(own, { baseUrl: other.baseUrl })
    await own.down()
    const response = await fresh.browser().post('/backchannel-logout', { form: { logout_token: token } })
    expect([response.status, response.headers['retry-after']]).toEqual([503, '5'])
    await own.up()
    expect((await other.browser().post('/backchannel-logout', { form: { logout_token: token } })).status).toBe(200)
    expect((await browser.get('/')).body.user).toBeNull()
    await Promise.all([fresh.close(), other.close()])
    await own.close()
  })
})

it('a logout of the provider ends the session of the app by a logout token', async () => {
  const own = await startIssuer({ signingKey })
  const other = await startWebApp<never, unknown>(own)
  own.addClient({
    clientId: 'client-1',
    clientSecret: 'secret-1',
    backchannelLogoutUri: `${other.baseUrl}/backchannel-logout`,
  })
  const browser = other.browser()
  await browser.logIn()
  expect((await own.backchannelLogout()).status).toBe(200)
  expect((await browser.get('/')).body.user).toBeNull()
  const again = await browser.get('/profile')
  expect(locationOf(again)).toContain('/authorize')
  await other.close()
  await own.close()
})

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
