import type { TestIssuerOptions } from '@tandem-auth/testing'
import { memoryCoordination } from '../src/storage/memory-coordination.js'
import { type BoundApi, startBoundApi } from './bound-api.js'
import { closingAfterEach } from './closing.js'
import { atProvider, locationOf } from './login-browser.js'
import type { WebAppOptions } from './web-app.js'

const { openApp, openIssuer } = closingAfterEach()
let api: BoundApi
beforeEach(async () => {
  api = await startBoundApi()
})
afterEach(() => api.close())

async function open(issuerOptions: TestIssuerOptions = {}, options: WebAppOptions<'orders', unknown> = {}) {
  const issuer = await openIssuer(issuerOptions)
  const app = await openApp<'orders'>(issuer, {
    dpop: true,
    apis: { orders: { url: api.url } },
    define(express, web) {
      express.get('/call', (req, res, next) => {
        const { method = 'GET', path = '/list?page=1' } = req.query as { method?: string; path?: string }
        web
          .of(req)
          .fetch('orders', path, { method, headers: { ...(req.headers as Record<string, string>) } })
          .then((response) => res.json({ status: response.status }), next)
      })
      express.get('/headers', (req, res, next) => {
        web
          .of(req)
          .authorization('orders', 'get', `${api.url}/list?page=1`)
          .then((headers) => res.json(headers), next)
      })
      express.get('/foreign', (req, res, next) => {
        web
          .of(req)
          .authorization('orders', 'GET', 'https://evil.example/list')
          .then((headers) => res.json(headers), next)
      })
      express.get('/renew', (req, res, next) => {
        web
          .of(req)
          .refresh('orders')
          .then(() => res.json({}), next)
      })
      express.use('/proxied', web.proxy('orders', { methods: ['GET', 'POST'], paths: ['/list'] }))
    },
    ...options,
  })
  return { issuer, app }
}

async function logIn(setup: Awaited<ReturnType<typeof open>>) {
  const browser = setup.app.browser()
  const response = await browser.logIn()
  expect([response.status, response.body?.code]).toEqual([303, undefined])
  return browser
}

describe('with dpop, a login', () => {
  it.each<[string, TestIssuerOptions]>([
    ['at a provider without nonces', {}],
    ['at a provider that demands nonces', { dpop: { nonce: true } }],
    ['at a provider that demands a new nonce in every proof', { dpop: { nonce: () => true } }],
    ['that is pushed', { requirePushedAuthorizationRequests: true, dpop: { nonce: true } }],
  ])('%s gets tokens that are bound to a key, which the request had named', async (_name, options) => {
    const setup = await open(options)
    const browser = await logIn(setup)
    expect((await browser.get('/call')).body).toEqual({ status: 200 })
    expect((await browser.get('/renew')).status).toBe(200)
    expect((await browser.get('/call?method=POST&path=/list')).body).toEqual({ status: 200 })
    expect([api.violations, setup.issuer.violations]).toEqual([[], []])
    const [first, second] = api.calls
    expect(first?.token.cnf).toEqual(second?.token.cnf)
    expect(first?.token.jti).not.toBe(second?.token.jti)
    const asked = setup.issuer.requests.find(
      ({ endpoint }) => endpoint === (options.requirePushedAuthorizationRequests ? 'par' : 'authorization'),
    )
    const { jkt } = (first?.token.cnf ?? {}) as { jkt?: string }
    expect((options.requirePushedAuthorizationRequests ? asked?.form : asked?.query)?.get('dpop_jkt')).toBe(jkt)
  })

  it('has a key of its own', async () => {
    const setup = await open()
    for (const browser of [await logIn(setup), await logIn(setup)]) await browser.get('/call')
    expect(api.calls[0]?.token.cnf).not.toEqual(api.calls[1]?.token.cnf)
  })

  it('asks UserInfo with a proof', async () => {
    const setup = await open({ dpop: { nonce: true } }, { profile: { userInfo: true } })
    await logIn(setup)
    const asked = setup.issuer.requests.filter(({ endpoint }) => endpoint === 'userinfo').at(-1)
    expect(asked?.headers.authorization).toMatch(/^DPoP /)
    expect(setup.issuer.violations).toEqual([])
  })

  it('is refused where the provider doesn’t bind its tokens: nothing silently stops being bound', async () => {
    const setup = await open()
    setup.issuer.nextTokenResponse((response) => void Object.assign(response, { token_type: 'Bearer' }))
    const { status, body } = await setup.app.browser().logIn()
    expect([status, body.code, body.hint]).toEqual([500, 'ERR_ACCESS_TOKEN_TYPE', expect.stringContaining('"dpop"')])
  })

  it('keeps the private key in the vault only: not in the row, nor in any cookie, nor readable in a dump', async () => {
    const coordination = memoryCoordination()
    const written: string[] = []
    const noting = new Proxy(coordination, {
      get: (target, name: keyof typeof coordination) =>
        typeof target[name] === 'function'
          ? (...values: unknown[]) => {
              written.push(JSON.stringify(values))
              return (target[name] as (...all: unknown[]) => unknown)(...values)
            }
          : target[name],
    })
    const setup = await open({}, { coordination: noting })
    const browser = await logIn(setup)
    await browser.get('/call')
    expect(written.join()).not.toMatch(/dpopKey|"d"/)
    expect(decodeURIComponent(browser.cookieHeader)).not.toMatch(/dpopKey/)
  })

  it('of another app instance, before dpop was switched on, has no tokens any more, and is still logged in', async () => {
    const coordination = memoryCoordination()
    const issuer = await openIssuer()
    const { MemoryStore } = await import('express-session')
    const session = { store: new MemoryStore() }
    const common = { coordination, session, apis: { orders: { url: api.url } } }
    const before = await openApp<'orders'>(issuer, common)
    const browser = before.browser()
    await browser.logIn()
    const after = await openApp<'orders'>(issuer, {
      ...common,
      dpop: true,
      define: (express, web) => {
        express.get('/call', (req, res, next) => {
          web
            .of(req)
            .fetch('/list')
            .then((response) => res.json({ status: response.status }), next)
        })
      },
    })
    const later = after.browser()
    later.cookies.set(later.sessionCookieName, browser.cookies.get(browser.sessionCookieName) ?? '')
    expect(await later.isLoggedIn()).toBe(true)
    expect((await later.get('/call')).body.code).toBe('ERR_LOGIN_REQUIRED')
    expect(api.violations).toEqual([])
  })
})

describe('a call of an API', () => {
  it.each(['DPoP', 'dPoP', 'Bearer error="invalid_token", DPoP'])(
    'is repeated once when the API demands a nonce (%s), and the nonce is remembered',
    async (scheme) => {
      const setup = await open()
      const browser = await logIn(setup)
      api.scheme = scheme
      api.nonce = 'nonce-1'
      const tokens = setup.issuer.count('token')
      expect((await browser.get('/call')).body).toEqual({ status: 200 })
      expect((await browser.get('/proxied/list')).status).toBe(200)
      api.nonce = 'nonce-2'
      expect((await browser.get('/proxied/list')).status).toBe(200)
      expect(api.calls.map(({ proof }) => proof.nonce)).toEqual(['nonce-1', 'nonce-1', 'nonce-2'])
      expect([api.violations, setup.issuer.count('token')]).toEqual([[], tokens])
    },
  )

  it('never carries what belongs to the browser’s connection or says who it is', async () => {
    const setup = await open()
    const browser = await logIn(setup)
    const hostile = {
      'X-Forwarded-For': '1.2.3.4',
      X_Forwarded_User: 'admin',
      Forwarded: 'for=1.2.3.4',
      'X-Real-IP': '1.2.3.4',
      Connection: 'keep-alive, X-Secret',
      'X-Secret': 'x',
      'X-Kept': 'y',
    }
    await browser.get('/call', hostile)
    const headers: Record<string, unknown> = api.calls[0]?.headers ?? {}
    for (const name of ['cookie', 'x-forwarded-for', 'x_forwarded_user', 'forwarded', 'x-real-ip', 'x-secret']) {
      expect([name, headers[name]]).toEqual([name, undefined])
    }
    expect(headers['x-kept']).toBe('y')
  })

  it('that the app makes itself gets its headers, for this URL and only once each', async () => {
    const browser = await logIn(await open())
    const [one, two] = [(await browser.get('/headers')).body, (await browser.get('/headers')).body]
    expect(one.dpop).not.toBe(two.dpop)
    const send = (headers: Record<string, string>) => fetch(`${api.url}/list?page=1`, { headers })
    expect([(await send(one)).status, (await send(two)).status, (await send(one)).status]).toEqual([200, 200, 401])
    expect((await browser.get('/foreign')).body.message).toContain('must be below the "url"')
  })

  it('of 40 users whose nonces change while their tokens are renewed never has another one’s token or proof (CVE-2026-40155)', async () => {
    let count = 0
    const nonce = () => {
      count += 1
      return count % 3 === 0
    }
    const setup = await open({ dpop: { nonce } })
    const browsers = []
    for (let user = 0; user < 40; user++) {
      setup.issuer.setUser({ sub: `user-${user}` })
      browsers.push(await logIn(setup))
    }
    await Promise.all(
      browsers.map(async (browser, user) => {
        for (let round = 0; round < 3; round++) {
          api.nonce = `nonce-${user}-${round}`
          await Promise.all([browser.get(`/call?path=/users/${user}`), browser.get('/renew')])
        }
      }),
    )
    expect(api.violations).toEqual([])
    for (const { target, token } of api.calls) expect(target).toBe(`/users/${String(token.sub).slice(5)}`)
    const jkts = new Map(api.calls.map(({ token }) => [token.sub, (token.cnf as { jkt?: string } | undefined)?.jkt]))
    expect(new Set(jkts.values()).size).toBe(jkts.size)
  })
})

it('a code can’t be redeemed with another key than the request named', async () => {
  const setup = await open()
  const [one, two] = [setup.app.browser(), setup.app.browser()]
  const [first, second] = [await one.authorize(), locationOf(await two.get('/login'))]
  const stolen = new URL(locationOf(await atProvider(second)))
  stolen.searchParams.set('code', new URL(first).searchParams.get('code') ?? '')
  expect((await two.get(stolen.href)).body.code).toBe('ERR_LOGIN_CODE')
})
