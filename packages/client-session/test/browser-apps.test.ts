import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { transformSync } from '@swc/core'
import { createCertificate, startIssuer, type TestIssuer } from '@tandem-auth/testing'
import express, { type Express } from 'express'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { type ClientSession, clientSession, requireLogin, type UserProfile } from '../src/index.js'
import { startUpstreamApi, type UpstreamApi } from './upstream-api.js'

const executablePath = process.env.TANDEM_TEST_CHROMIUM ?? '/usr/bin/chromium'
const inChromium = existsSync(executablePath) ? describe : describe.skip
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Three names on this machine, as real sites: app.test, its sibling sub.app.test, and evil.test.
  '--host-resolver-rules=MAP *.test 127.0.0.1',
]

jest.setTimeout(120_000)

const certificate = createCertificate({ commonName: 'app.test', dnsNames: ['app.test', 'sub.app.test', 'evil.test'] })

/** The browser module as a page loads it. */
const moduleSource = transformSync(readFileSync(join(__dirname, '../src/browser/index.ts'), 'utf8'), {
  jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  module: { type: 'es6' },
}).code

interface Site {
  readonly url: string
  readonly app: Express
  readonly server: Server
  /** Method and path of everything that was asked for. */
  readonly requests: string[]
}

async function startSite(host: string): Promise<Site> {
  const app = express()
  const requests: string[] = []
  app.use((req, _res, next) => {
    requests.push(`${req.method} ${req.originalUrl}`)
    next()
  })
  const server = createServer(certificate, app).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  server.on('upgrade', (req) => requests.push(`UPGRADE ${req.url}`))
  return { url: `https://${host}:${(server.address() as AddressInfo).port}`, app, server, requests }
}

const html = (content: string) =>
  `<!doctype html><html lang="en"><title>Page</title><link rel="icon" href="data:,">${content}`

inChromium('a browser app and its backend, in Chromium', () => {
  let issuer: TestIssuer
  let api: UpstreamApi
  let browser: Browser
  let context: BrowserContext
  let lax: Site & { readonly web: ClientSession<'orders', UserProfile> }
  let strict: Site & { readonly web: ClientSession<'orders', UserProfile> }
  const attackers: Site[] = []

  async function startApp(sameSite: 'lax' | 'strict') {
    const site = await startSite('app.test')
    const web = clientSession<'orders', UserProfile>({
      ...{ issuer: issuer.issuer, clientId: 'client-1', clientSecret: 'secret-1', baseUrl: site.url },
      secret: 'a secret of at least thirty-two bytes',
      session: { cookie: { sameSite } },
      routes: { session: '/session' },
      apis: { orders: { url: api.url } },
    })
    site.app.get('/module.js', (_req, res) => void res.type('js').send(moduleSource))
    site.app.use(web)
    site.app.use('/api', web.proxy('orders', { methods: ['GET', 'POST'], paths: ['/list', '/events'] }))
    site.server.on('upgrade', web.upgrade('orders', { at: '/api', paths: ['/live'] }))
    site.app.get('/', (req, res) => void res.send(html(`<p>${web.of(req).user?.sub ?? 'nobody'}</p>`)))
    site.app.get('/private', requireLogin(), (req, res) => {
      res.send(html(`<p>private for ${web.of(req).user?.sub}</p>`))
    })
    return Object.assign(site, { web })
  }

  beforeAll(async () => {
    issuer = await startIssuer({ user: { sub: 'jane' } })
    api = await startUpstreamApi()
    browser = await chromium.launch({ executablePath, args })
    lax = await startApp('lax')
    strict = await startApp('strict')
    for (const host of ['evil.test', 'sub.app.test']) attackers.push(await startSite(host))
  })
  beforeEach(async () => {
    context = await browser.newContext({ ignoreHTTPSErrors: true })
    context.setDefaultTimeout(20_000)
  })
  afterEach(async () => {
    await context.close()
  })
  afterAll(async () => {
    await browser?.close()
    for (const { web } of [lax, strict]) web?.close()
    for (const { server } of [lax, strict, ...attackers]) {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
    await api?.close()
    await issuer?.close()
  })

  async function logIn(site: Site): Promise<Page> {
    const page = await context.newPage()
    await page.goto(`${site.url}/login?returnTo=/`)
    expect(await page.textContent('p')).toBe('jane')
    return page
  }

  /** Runs a function of the module in a page of the app. */
  const inPage = <T>(page: Page, code: string): Promise<T> =>
    page.evaluate(`import('/module.js').then(async (tandem) => { ${code} })`)

  describe.each(['evil.test', 'sub.app.test'])('a page of %s', (host) => {
    // Each of these is tried by a page of another site, in the browser of somebody who is logged in.
    const attempts: Readonly<Record<string, (app: string) => string>> = {
      'a form': (app) => `<form method="post" action="${app}/api/list" target="f"></form><iframe name="f"></iframe>
        <script>document.forms[0].submit(); frames.f.frameElement.onload = () => done()</script>`,
      'a navigation': (app) => `<script>location.href = '${app}/api/list'</script>`,
      'fetch without CORS': (app) =>
        `<script>fetch('${app}/api/list', { mode: 'no-cors', credentials: 'include' }).finally(done)</script>`,
      'fetch with CORS': (app) =>
        `<script>fetch('${app}/api/list', { credentials: 'include', headers: { 'X-Requested-With': 'x' } }).finally(done).catch(() => 0)</script>`,
      'a POST by fetch': (app) =>
        `<script>fetch('${app}/api/list', { method: 'POST', mode: 'no-cors', credentials: 'include', body: 'x' }).finally(done)</script>`,
      'an image': (app) => `<img src="${app}/api/list" onerror="done()" alt="">`,
      'a script': (app) => `<script src="${app}/api/list" onerror="done()" onload="done()"></script>`,
      'an EventSource': (app) =>
        `<script>const e = new EventSource('${app}/api/events', { withCredentials: true }); e.onerror = () => { e.close(); done() }; e.onopen = done</script>`,
      'a WebSocket': (app) =>
        `<script>const w = new WebSocket('${app.replace('https', 'wss')}/api/live'); w.onerror = done; w.onopen = done</script>`,
      'a prefetch': (app) => `<link rel="prefetch" href="${app}/api/list" onload="done()" onerror="done()">`,
      'speculation rules': (app) =>
        `<script type="speculationrules">{"prefetch":[{"urls":["${app}/api/list"],"eagerness":"immediate"}]}</script>`,
    }

    it.each(Object.keys(attempts))('reaches no API by %s', async (name) => {
      const attacker = attackers.find(({ url }) => new URL(url).hostname === host)
      if (attacker === undefined) throw new Error('no such site')
      await logIn(lax)
      const markup = attempts[name]?.(lax.url) ?? ''
      attacker.app.get(`/${encodeURIComponent(name)}`, (_req, res) => {
        res.send(html(`<script>window.done = () => { document.title = 'done' }</script><body>${markup}</body>`))
      })
      const { length } = api.arrivals
      const before = lax.requests.length
      const page = await context.newPage()
      await page.goto(`${attacker.url}/${encodeURIComponent(name)}`, { waitUntil: 'commit' })
      // Either the page knows how it went, or the app was asked: then the attempt is over.
      const tried = () => lax.requests.slice(before).some((line) => line.includes('/api/'))
      // A browser that holds a cookie of the app speculates about it for no other site: then nothing ever happens.
      for (let look = 0; look < 50 && !tried() && (await page.title().catch(() => '')) !== 'done'; look += 1) {
        await page.waitForTimeout(20)
      }
      await page.waitForTimeout(50)
      expect(api.arrivals).toHaveLength(length)
    })
  })

  it('a page of the app itself reaches the API by the same ways (so that the tests above mean something)', async () => {
    const page = await logIn(lax)
    const { length } = api.arrivals
    const status = await page.evaluate("fetch('/api/list').then(({ status }) => status)")
    expect([status, api.arrivals.length - length]).toEqual([200, 1])
    const opened = await page.evaluate(
      `new Promise((resolve) => { const w = new WebSocket(location.origin.replace('https', 'wss') + '/api/live'); w.onmessage = ({ data }) => resolve(data) })`,
    )
    expect(opened).toBe('hi')
  })

  it('the module says who is logged in, and goes to the login and back to the same view, with its hash', async () => {
    const page = await context.newPage()
    await page.goto(`${lax.url}/#/orders/7`)
    expect(await inPage(page, 'return await tandem.session() ?? null')).toBeNull()
    await Promise.all([page.waitForEvent('load'), inPage(page, 'tandem.login()').catch(() => undefined)])
    await page.waitForFunction("document.querySelector('p')?.textContent === 'jane'")
    expect(page.url()).toBe(`${lax.url}/#/orders/7`)
    expect(await inPage(page, 'return (await tandem.session()).user.sub')).toBe('jane')
  })

  it('a fetch of the module goes to the login when the session has ended, and back', async () => {
    const page = await logIn(lax)
    await page.evaluate("location.hash = '/view'")
    await lax.web.sessionsOf({ iss: issuer.issuer, sub: 'jane' }).revokeAll()
    const { length } = api.arrivals
    await Promise.all([
      page.waitForEvent('load'),
      inPage(page, "await tandem.fetch('/api/list')").catch(() => undefined),
    ])
    await page.waitForFunction("document.querySelector('p')?.textContent === 'jane'")
    expect([page.url(), api.arrivals.length - length]).toEqual([`${lax.url}/#/view`, 0])
  })

  it('signing out in one tab ends the stream and the socket of another', async () => {
    const first = await logIn(lax)
    const second = await context.newPage()
    await second.goto(`${lax.url}/`)
    await second.evaluate(`new Promise((resolve) => {
      window.seen = []
      const events = new EventSource('/api/events')
      events.onmessage = ({ data }) => { seen.push(data); if (seen.includes('hi')) resolve() }
      events.onerror = () => { events.close(); seen.push('stream over') }
      const socket = new WebSocket(location.origin.replace('https', 'wss') + '/api/live')
      socket.onmessage = ({ data }) => { seen.push(data); if (seen.includes('first')) resolve() }
      socket.onclose = ({ code }) => seen.push('closed ' + code)
    })`)
    await inPage(first, 'tandem.logout()').catch(() => undefined)
    await second.waitForFunction('seen.length === 4')
    expect(await second.evaluate('seen.slice().sort()')).toEqual(['closed 1008', 'first', 'hi', 'stream over'])
    expect(await inPage(second, 'return await tandem.session() ?? null')).toBeNull()
  })

  describe('with SameSite=Strict', () => {
    it('a login ends logged in, and no cookie goes along with a navigation of another site', async () => {
      const page = await logIn(strict)
      const cookie = (await context.cookies()).find(({ name }) => name === '__Host-tandem')
      expect(cookie?.sameSite).toBe('Strict')
      const [evil] = attackers
      if (evil === undefined) throw new Error('no site')
      evil.app.get('/link', (_req, res) => void res.send(html(`<a href="${strict.url}/private?x=1#there">go</a>`)))
      await page.goto(`${evil.url}/link`)
      const before = strict.requests.length
      await page.click('a')
      await page.waitForFunction("document.querySelector('p')?.textContent === 'private for jane'")
      expect(page.url()).toBe(`${strict.url}/private?x=1#there`)
      // The page that loads itself again, then the page: no way over the provider.
      expect(strict.requests.slice(before)).toEqual(['GET /private?x=1', 'GET /private?x=1'])
    })

    it('a visitor without a session goes to the login, after one reload, and not in circles', async () => {
      const page = await context.newPage()
      const [evil] = attackers
      if (evil === undefined) throw new Error('no site')
      evil.app.get('/other-link', (_req, res) => void res.send(html(`<a href="${strict.url}/private">go</a>`)))
      await page.goto(`${evil.url}/other-link`)
      const before = strict.requests.length
      await page.click('a')
      await page.waitForFunction("document.querySelector('p')?.textContent === 'private for jane'")
      const paths = strict.requests.slice(before).map((line) => line.split('?')[0])
      expect(paths).toEqual(['GET /private', 'GET /private', 'GET /callback', 'GET /private'])
    })
  })
})

it('the module for pages is at most 3 kB when it is compressed', async () => {
  const { gzipSync } = await import('node:zlib')
  expect(gzipSync(moduleSource).length).toBeLessThan(3072)
  expect(moduleSource).not.toMatch(/\bimport\b/)
})
