import session from 'express-session'
import { closingAfterEach } from '../test/closing.js'
import { locationOf } from '../test/login-browser.js'
import { secret } from '../test/web-app.js'
import { type ClientSession, clientSession, loginOf } from './index.js'

const { open } = closingAfterEach()

describe('a route that is turned off', () => {
  it('belongs to the app, and isn’t named anywhere', async () => {
    const { app } = await open({}, { routes: { login: false, logout: false, backchannelLogout: false } })
    const browser = app.browser()
    for (const path of ['/login', '/logout', '/logout/continue', '/backchannel-logout']) {
      expect((await browser.get(path)).status).toBe(404)
    }
    const response = await browser.get('/profile', { 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' })
    expect(response.headers['www-authenticate']).toBe(`Session realm="${app.baseUrl}"`)
  })

  it('leaves the page after web.of(req).logout to the answer itself', async () => {
    const { issuer, app } = await open(
      {},
      {
        routes: { logout: false },
        define: (express, web) => void express.post('/bye', (req, _res, next) => void web.of(req).logout().catch(next)),
      },
    )
    const browser = app.browser()
    await browser.logIn()
    const response = await browser.post('/bye')
    expect([response.status, response.text.includes(`${issuer.url}/logout`)]).toEqual([200, true])
  })
})

describe('a slash at the end', () => {
  it('makes no difference to a route, as in Express', async () => {
    const { issuer, app } = await open()
    const browser = app.browser()
    const url = locationOf(await browser.get('/login/?returnTo=/profile'))
    expect(url).toMatch(new RegExp(`^${issuer.url}/`))
    expect((await browser.post('/logout/')).headers.location).toBe(`${app.baseUrl}/`)
    expect((await browser.get('/callback/?state=a&code=b')).body.code).toBe('ERR_LOGIN_STATE')
    expect((await browser.get('/login//')).status).toBe(404)
  })

  it('of routes.callback stays in the redirect URI, which the provider compares byte for byte', async () => {
    const { app } = await open({}, { routes: { callback: '/auth/callback/', logout: '/bye/' } })
    const browser = app.browser()
    const url = new URL(locationOf(await browser.get('/login')))
    expect(url.searchParams.get('redirect_uri')).toBe(`${app.baseUrl}/auth/callback/`)
    await browser.logIn()
    expect(await browser.isLoggedIn()).toBe(true)
    expect(locationOf(await browser.post('/bye'))).toBe(`${app.baseUrl}/bye/continue`)
  })
})

describe('two instances', () => {
  const options = { clientId: 'other', clientSecret: 'other', secret, coordination: 'single-process' as const }

  it('beside each other know only the requests that each has seen', async () => {
    let admin: ClientSession<never, unknown> | undefined
    const { app } = await open(
      {},
      {
        before(express) {
          admin = clientSession({
            ...options,
            issuer: 'https://admin.example',
            baseUrl: 'https://app.example.com/admin',
          })
          express.use('/admin', admin)
          express.use('/admin', (req, res) => void res.json({ user: admin?.of(req).user ?? null }))
        },
        define(express) {
          express.get('/mixed-up', (req, res, next) => {
            try {
              res.json({ user: admin?.of(req).user ?? null })
            } catch (error) {
              next(error)
            }
          })
        },
      },
    )
    const browser = app.browser()
    await browser.logIn()
    expect((await browser.get('/')).body).toMatchObject({ user: { sub: 'user-1' } })
    expect((await browser.get('/admin')).body).toEqual({ user: null })
    const mixedUp = await browser.get('/mixed-up')
    expect([mixedUp.status, mixedUp.body]).toEqual([500, expect.objectContaining({ code: 'ERR_SESSION_MIDDLEWARE' })])
    admin?.close()
  })

  it('on one request each keep their own context; loginOf is the last one’s', async () => {
    let first: ClientSession<never, unknown> | undefined
    const { app } = await open(
      {},
      {
        coordination: 'single-process',
        before(express) {
          express.use(session({ secret, resave: false, saveUninitialized: false }))
          first = clientSession({
            ...options,
            issuer: 'https://first.example',
            baseUrl: 'https://app.example.com/first',
          })
          express.use(first)
        },
        define(express, second) {
          express.get('/both', (req, res) => {
            const contexts = [first?.of(req), second.of(req), loginOf(req)]
            res.json(contexts.map((context) => contexts.indexOf(context)))
          })
        },
      },
    )
    expect((await app.browser().get('/both')).body).toEqual([0, 1, 1])
    first?.close()
  })
})
