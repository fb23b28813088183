import { randomUUID } from 'node:crypto'
import type { TestIssuer } from '@tandem-auth/testing'
import { moveClock, takeClock } from '../../test/clock.js'
import { app, issuer } from '../../test/shared-app.js'
import { startWebApp } from '../../test/web-app.js'

describe('the token endpoint', () => {
  it.each<[string, number, string, Parameters<TestIssuer['respondWith']>[1]]>([
    ['refuses the client', 500, 'ERR_CLIENT_REFUSED', { status: 401, body: { error: 'invalid_client' } }],
    [
      'refuses with a challenge',
      500,
      'ERR_CLIENT_REFUSED',
      { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' }, body: { error: 'invalid_client' } },
    ],
    ['fails', 503, 'ERR_PROVIDER_UNAVAILABLE', { status: 502, body: 'Bad Gateway' }],
    ['drops the connection', 503, 'ERR_PROVIDER_UNAVAILABLE', { disconnect: true }],
    ['redirects', 503, 'ERR_PROVIDER_UNAVAILABLE', { status: 307, headers: { location: 'https://evil.example' } }],
    ['answers no JSON', 503, 'ERR_PROVIDER_RESPONSE', { status: 200, body: '<html>' }],
    ['answers without end', 503, 'ERR_PROVIDER_UNAVAILABLE', { status: 200, body: 'x'.repeat(300 * 1024) }],
  ])('%s: %i %s, and the session that exists is untouched', async (_name, status, code, fault) => {
    const browser = app.browser()
    await browser.logIn()
    const callback = await browser.authorize()
    issuer.respondWith('token', fault)
    const response = await browser.get(callback)
    expect([response.status, response.body.code]).toEqual([status, code])
    expect(response.headers['retry-after']).toBe(status === 503 ? '5' : undefined)
    expect(await browser.isLoggedIn()).toBe(true)
  })

  it('that issues a token of another type than Bearer is of no use to us', async () => {
    issuer.nextTokenResponse((body) => {
      body.token_type = 'DPoP'
    })
    const response = await app.browser().logIn()
    expect([response.status, response.body.code]).toEqual([500, 'ERR_ACCESS_TOKEN_TYPE'])
  })

  it('may write Bearer as it likes, and leave expires_in out', async () => {
    issuer.nextTokenResponse((body) => {
      body.token_type = 'bEARER'
      body.expires_in = undefined
    })
    expect((await app.browser().logIn()).status).toBe(303)
  })

  it('may take its time: what it issues meanwhile is not from the future', async () => {
    takeClock()
    const slow = async (url: string | URL | Request, init?: RequestInit) => {
      if (String(url).endsWith('/token')) moveClock(3000)
      return fetch(url, init)
    }
    const own = await startWebApp<never, unknown>(issuer, { clockTolerance: 0, fetch: slow })
    const response = await own.browser().logIn()
    await own.close()
    expect([response.status, response.body.code]).toEqual([303, undefined])
  })

  it('may be half a minute ahead, and may send a null at_hash', async () => {
    const ahead = Math.floor(Date.now() / 1000) + 25
    issuer.nextIdToken(
      (claims) => void Object.assign(claims, { iat: ahead, nbf: ahead, exp: ahead + 60, at_hash: null }),
    )
    expect((await app.browser().logIn()).status).toBe(303)
  })

  it('may write times with fractions of a second, and an auth_time that is no number', async () => {
    for (const authTime of [Date.now() / 1000 - 60.25, '2026-01-01T00:00:00.000Z', null]) {
      const now = Date.now() / 1000
      issuer.nextIdToken(
        (claims) =>
          void Object.assign(claims, {
            ...{ iat: now - 0.5, nbf: now - 0.5, exp: now + 300.5, auth_time: authTime },
            ...{ updated_at: now - 100.75, session_expiry: now + 600.5 },
          }),
      )
      const browser = app.browser()
      const response = await browser.logIn()
      expect([response.status, response.body.code]).toEqual([303, undefined])
      expect(await browser.isLoggedIn()).toBe(true)
    }
  })

  it('may send an ID token of a user in 2000 groups', async () => {
    issuer.nextIdToken((claims) => void Object.assign(claims, { groups: Array.from({ length: 2000 }, randomUUID) }))
    const response = await app.browser().logIn()
    expect([response.status, response.body.code]).toEqual([303, undefined])
  })

  it('that sends no ID token has logged nobody in', async () => {
    issuer.nextTokenResponse((body) => {
      body.id_token = undefined
    })
    const response = await app.browser().logIn()
    expect([response.status, response.body.code]).toEqual([400, 'ERR_ID_TOKEN_MISSING'])
  })
})

describe('a new login', () => {
  it('has a new session id each time, for the same user too (session fixation)', async () => {
    const browser = app.browser()
    await browser.logIn()
    const before = browser.cookies.get(browser.sessionCookieName)
    await browser.logIn()
    expect(browser.cookies.get(browser.sessionCookieName)).not.toBe(before)
    const thief = app.browser()
    thief.cookies.set(thief.sessionCookieName, before ?? '')
    expect(await thief.isLoggedIn()).toBe(false)
  })
})
