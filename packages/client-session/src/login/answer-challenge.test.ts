import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestIssuerOptions } from '@tandem-auth/testing'
import { decodeJwt, type JWTPayload } from 'jose'
import { closingAfterEach } from '../../test/closing.js'
import { atProvider, type Browser, locationOf } from '../../test/login-browser.js'
import type { WebAppOptions } from '../../test/web-app.js'

const { openApp, openIssuer } = closingAfterEach()

/** What the API refuses with, by what is in the token; `undefined` accepts it. */
let demand: (token: JWTPayload) => [status: number, challenge: string] | undefined = () => undefined
const needsMfa = ({ acr }: JWTPayload): [number, string] | undefined =>
  acr === 'mfa' ? undefined : [401, 'Bearer error="insufficient_user_authentication", acr_values="mfa"']
const needsScope = ({ scope }: JWTPayload): [number, string] | undefined =>
  String(scope).split(' ').includes('write')
    ? undefined
    : [403, 'Bearer error="insufficient_scope", scope="read write"']

let api: Server
let url: string
beforeAll(async () => {
  api = createServer((req, res) => {
    const [status, challenge] = demand(decodeJwt(String(req.headers.authorization).split(' ')[1] ?? '')) ?? [200, '']
    if (challenge !== '') res.setHeader('WWW-Authenticate', challenge)
    res.writeHead(status).end('{}')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => api.once('listening', resolve))
  url = `http://127.0.0.1:${(api.address() as AddressInfo).port}`
})
afterAll(() => new Promise((resolve) => api.close(resolve)))

type Apis = 'orders' | 'bills'

async function open(issuerOptions: TestIssuerOptions = {}, options: WebAppOptions<Apis, unknown> = {}) {
  const issuer = await openIssuer(issuerOptions)
  const app = await openApp<Apis>(issuer, {
    apis: {
      orders: { url: `${url}/orders`, resource: 'https://orders.example', scopes: ['read'] },
      bills: { url: `${url}/bills`, resource: 'https://bills.example', scopes: ['bills'] },
    },
    define(express, web) {
      express.get('/page', async (req, res) => {
        const response = await web.of(req).fetch('orders', '/x')
        if (!(await web.of(req).answerChallenge(response))) res.json({ status: response.status })
      })
      express.use('/api', web.proxy('orders', { methods: ['GET'], paths: ['/x'] }))
    },
    ...options,
  })
  const browser = app.browser()
  await browser.logIn()
  return { issuer, app, browser }
}

async function through(browser: Browser, provider: string) {
  return browser.get(locationOf(await atProvider(provider)))
}

const script = { 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty', 'Sec-Fetch-Site': 'same-origin', Accept: '*/*' }

describe('answerChallenge', () => {
  it('answers nothing where there is nothing to answer', async () => {
    const { browser } = await open()
    demand = () => undefined
    expect((await browser.get('/page')).body).toEqual({ status: 200 })
    demand = () => [401, 'Bearer error="invalid_token"']
    expect((await browser.get('/page')).body).toEqual({ status: 401 })
    demand = () => [403, 'Bearer error="insufficient_scope"']
    expect((await browser.get('/page')).body).toEqual({ status: 403 })
    demand = () => [401, `Bearer error="insufficient_user_authentication", acr_values="${'x'.repeat(200)}"`]
    expect((await browser.get('/page')).body).toEqual({ status: 401 })
  })

  it('sends a navigation to the provider for a stronger login, and back to the same page, in one round', async () => {
    const { browser, app, issuer } = await open()
    demand = needsMfa
    const asked = new URL(locationOf(await browser.get('/page?a=b')))
    expect([asked.origin, asked.searchParams.get('acr_values')]).toEqual([issuer.url, 'mfa'])
    expect(locationOf(await through(browser, asked.href))).toBe(`${app.baseUrl}/page?a=b`)
    expect((await browser.get('/page?a=b')).body).toEqual({ status: 200 })
    expect(issuer.violations).toEqual([])
  })

  it('asks for the union of scopes, and the token for that API has them', async () => {
    const { browser } = await open()
    demand = needsScope
    const asked = new URL(locationOf(await browser.get('/page')))
    expect(asked.searchParams.get('scope')?.split(' ').sort()).toEqual([
      'bills',
      'email',
      'openid',
      'profile',
      'read',
      'write',
    ])
    await through(browser, asked.href)
    expect((await browser.get('/page')).body).toEqual({ status: 200 })
    // A stronger login afterwards doesn't lose the scope.
    demand = (token) => needsScope(token) ?? needsMfa(token)
    await through(browser, locationOf(await browser.get('/page')))
    expect((await browser.get('/page')).body).toEqual({ status: 200 })
  })

  it.each([
    ['that ignores acr_values', { acrValuesSupported: [] }],
    ['that refuses them', { acrValuesSupported: [], unsupportedAcr: 'refuse' as const }],
  ])('ends in 403 at a provider %s, never in a circle', async (_name, options) => {
    const { browser } = await open(options)
    demand = needsMfa
    let response = await through(browser, locationOf(await browser.get('/page')))
    if (response.status === 302) response = await through(browser, locationOf(response))
    expect([response.status, response.body.code]).toEqual([403, 'ERR_LOGIN_NOT_RECENT'])
  })

  it('is 403 when the API asks again for what the login has just answered', async () => {
    const { browser } = await open()
    demand = () => [401, 'Bearer error="insufficient_user_authentication", acr_values="mfa"']
    await through(browser, locationOf(await browser.get('/page')))
    const again = await browser.get('/page')
    expect([again.status, JSON.parse(again.text).code]).toEqual([403, 'ERR_STEP_UP_REPEATED'])
    demand = () => [401, 'Bearer error="insufficient_user_authentication", acr_values="gold"']
    expect((await browser.get('/page')).status).toBe(302)
  })

  it.each(['/page', '/api/x'])('offers a script a login that settles it (%s)', async (path) => {
    const { browser, app } = await open()
    demand = needsMfa
    const response = await browser.get(path, script)
    const { login, acr_values: acr } = JSON.parse(response.text)
    expect([response.status, response.headers['content-type'], acr]).toEqual([401, 'application/problem+json', 'mfa'])
    expect(login).toMatch(/^\/login\?step=[\w-]+$/)
    const asked = new URL(locationOf(await browser.get(`${login}&returnTo=/page`)))
    expect(asked.searchParams.get('acr_values')).toBe('mfa')
    expect(locationOf(await through(browser, asked.href))).toBe(`${app.baseUrl}/page`)
    expect((await browser.get(path, script)).status).toBe(200)
    // Used: it was for the login before.
    expect((await browser.get(login)).body.code).toBe('ERR_REQUEST_PARAMETER')
  })

  it('a step works in its own session only, unchanged, and for ten minutes', async () => {
    const { browser, app } = await open()
    demand = needsMfa
    const { login } = JSON.parse((await browser.get('/page', script)).text)
    const other = app.browser()
    await other.logIn()
    expect((await other.get(login)).body.code).toBe('ERR_REQUEST_PARAMETER')
    const changed = `${login.slice(0, -6)}${login.endsWith('AAAAAA') ? 'BBBBBB' : 'AAAAAA'}`
    expect((await browser.get(changed)).body.code).toBe('ERR_REQUEST_PARAMETER')
    expect((await browser.get(login)).status).toBe(302)
    const nobody = app.browser()
    expect(new URL(locationOf(await nobody.get(login))).searchParams.has('acr_values')).toBe(false)
    jest.useFakeTimers({
      now: Date.now() + 601_000,
      doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'setInterval'],
    })
    expect((await browser.get(login)).body.code).toBe('ERR_REQUEST_PARAMETER')
    jest.useRealTimers()
  })
})
