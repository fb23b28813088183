import type { TestIssuer } from '@tandem-auth/testing'
import { closingAfterEach } from '../../test/closing.js'
import { atProvider, locationOf } from '../../test/login-browser.js'
import { requireRecentLogin } from '../index.js'

const { openApp, openIssuer } = closingAfterEach()

describe('several providers', () => {
  async function startTwo() {
    const [one, two] = [
      await openIssuer({ user: { sub: 'same-sub' } }),
      await openIssuer({ user: { sub: 'same-sub' } }),
    ]
    const app = await openApp(undefined, {
      issuer: [
        { issuer: one.issuer, clientId: 'client-1', clientSecret: 'secret-1' },
        { issuer: two.issuer, clientId: 'client-2', clientSecret: 'secret-2' },
      ],
      selectIssuer: (req) =>
        req.headers['x-tenant'] === 'two'
          ? two.issuer
          : req.headers['x-tenant'] === 'evil'
            ? 'https://evil.example'
            : one.issuer,
      define: (express, web) =>
        void express.get('/choose', (req, _res, next) => {
          web.of(req).login({ issuer: two.issuer }).catch(next)
        }),
    })
    two.addClient({ clientId: 'client-2', clientSecret: 'secret-2' })
    return { one, two, app }
  }

  it('are chosen per request, from the configured ones alone', async () => {
    const { one, two, app } = await startTwo()
    const at = async (tenant: string) => await app.browser().get('/login', { 'X-Tenant': tenant })
    expect(new URL(locationOf(await at('one'))).origin).toBe(one.url)
    const second = new URL(locationOf(await at('two')))
    expect([second.origin, second.searchParams.get('client_id')]).toEqual([two.url, 'client-2'])
    const third = await at('evil')
    expect([third.status, third.body.code]).toEqual([500, 'ERR_ISSUER_SELECTION'])
  })

  it('keep their users apart: the same sub at another issuer is somebody else', async () => {
    const { one, two, app } = await startTwo()
    const users = []
    for (const tenant of ['one', 'two']) {
      const browser = app.browser()
      const response = await atProvider(locationOf(await browser.get('/login', { 'X-Tenant': tenant })))
      await browser.get(locationOf(response))
      users.push((await browser.get('/', { 'X-Tenant': tenant })).body.user)
    }
    expect(users).toEqual([
      { iss: one.issuer, sub: 'same-sub' },
      { iss: two.issuer, sub: 'same-sub' },
    ])
  })

  async function startQuiet(names: readonly (string | undefined)[]) {
    const issuers = [
      await openIssuer({ user: { sub: 'jane' }, authorizationResponseIss: false }),
      await openIssuer({ user: { sub: 'jane' }, authorizationResponseIss: false }),
    ] as const
    const app = await openApp(undefined, {
      issuer: issuers.map(({ issuer }, index) => ({
        ...{ issuer, clientId: 'client-1', clientSecret: 'secret-1' },
        ...(names[index] !== undefined && { name: names[index] }),
      })),
      define: (express) => {
        express.get('/recent', requireRecentLogin({ acr: 'gold' }), (_req, res) => void res.json({}))
      },
    })
    return { honest: issuers[0], evil: issuers[1], app }
  }

  const loginAt = ({ issuer }: TestIssuer) => `/login?iss=${encodeURIComponent(issuer)}`

  it('that promise no "iss" have a redirect URI each', async () => {
    const { honest, evil, app } = await startQuiet(['honest', 'evil'])
    for (const [issuer, name] of [[honest, 'honest'] as const, [evil, 'evil'] as const]) {
      const browser = app.browser()
      const asked = new URL(locationOf(await browser.get(loginAt(issuer))))
      expect(asked.searchParams.get('redirect_uri')).toBe(`${app.baseUrl}/callback/${name}`)
      expect((await browser.get(locationOf(await atProvider(asked.href)))).status).toBe(303)
      expect((await browser.get('/')).body.user).toMatchObject({ iss: issuer.issuer })
    }
  })

  it('never get the code of another one (mix-up, RFC 9700, 4.4)', async () => {
    const { honest, evil, app } = await startQuiet(['honest', 'evil'])
    for (const path of ['/callback/honest', '/callback']) {
      const browser = app.browser()
      // The evil provider sends the browser on to the honest one, with the client's own redirect URI there.
      const asked = new URL(locationOf(await browser.get(loginAt(evil))))
      const forged = new URL(`${honest.url}/authorize${asked.search}`)
      forged.searchParams.set('redirect_uri', `${app.baseUrl}/callback/honest`)
      const code = new URL(locationOf(await atProvider(forged.href)))
      expect(code.searchParams.get('code')).not.toBeNull()
      const response = await browser.get(path + code.search)
      expect([path, response.status, response.body.code]).toEqual([path, 400, 'ERR_LOGIN_ISSUER'])
      expect(await browser.isLoggedIn()).toBe(false)
    }
    expect([honest.count('token'), evil.count('token')]).toEqual([0, 0])
  })

  it('need a name, where they promise no "iss"', async () => {
    const { honest, app } = await startQuiet([])
    const response = await app.browser().get(loginAt(honest))
    expect([response.status, response.body.code]).toEqual([500, 'ERR_ISSUER_NAME'])
    expect(response.body.hint).toContain('/callback/<name>')
  })

  it('get the step-up of their own users, and another user there is a new login', async () => {
    const { honest, evil: second, app } = await startQuiet(['first', 'second'])
    const browser = app.browser()
    await browser.logIn(loginAt(second))
    const before = (await browser.get('/')).body.user
    expect(before).toMatchObject({ iss: second.issuer, sub: 'jane' })
    const asked = locationOf(await browser.get('/recent'))
    expect([new URL(asked).origin, honest.count('authorization')]).toEqual([second.url, 0])
    second.setUser({ sub: 'john' })
    const cookie = browser.cookies.get(browser.sessionCookieName)
    await browser.get(locationOf(await atProvider(asked)))
    expect((await browser.get('/')).body.user).toMatchObject({ iss: second.issuer, sub: 'john' })
    const old = app.browser()
    old.cookies.set(old.sessionCookieName, cookie ?? '')
    expect(await old.isLoggedIn()).toBe(false)
  })

  it('bind a request to the selected one: the session of another tenant is no login there, and goes on elsewhere', async () => {
    const { one, two, app } = await startTwo()
    const browser = app.browser()
    await browser.logIn(`/login?iss=${encodeURIComponent(one.issuer)}`)
    const userAt = async (tenant: string) => (await browser.get('/', { 'X-Tenant': tenant })).body.user?.iss
    expect([await userAt('one'), await userAt('two'), await userAt('evil'), await userAt('one')]).toEqual([
      one.issuer,
      undefined,
      undefined,
      one.issuer,
    ])
    const guarded = await browser.get('/profile', { 'X-Tenant': 'two' })
    expect(new URL(locationOf(guarded)).origin).toBe(two.url)
  })

  it('bind a login: neither a link nor the app’s code begins one with another tenant’s issuer', async () => {
    const { two, app } = await startTwo()
    const other = `/login?iss=${encodeURIComponent(two.issuer)}`
    const response = await app.browser().get(other, { 'X-Tenant': 'one' })
    expect([response.status, response.body.code]).toEqual([400, 'ERR_LOGIN_ISSUER'])
    expect((await app.browser().get(other, { 'X-Tenant': 'two' })).status).toBe(302)
    const own = await app.browser().get('/choose', { 'X-Tenant': 'one' })
    expect([own.status, own.body.code]).toEqual([500, 'ERR_ISSUER_SELECTION'])
    expect((await app.browser().get('/choose', { 'X-Tenant': 'two' })).status).toBe(302)
  })

  it('can’t answer for each other (mix-up)', async () => {
    const { one, two, app } = await startTwo()
    const browser = app.browser()
    const url = new URL(await browser.authorize(`/login?iss=${encodeURIComponent(one.issuer)}`))
    two.resetRequests()
    url.searchParams.set('iss', two.issuer)
    expect((await browser.get(url.href)).body.code).toBe('ERR_LOGIN_ISSUER')
    expect([one.count('token'), two.count('token')]).toEqual([0, 0])
  })
})
