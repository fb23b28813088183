import { existsSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createCertificate, startIssuer, type TestIssuer } from '@tandem-auth/testing'
import express from 'express'
import helmet from 'helmet'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { type ClientSession, clientSession, loginErrorHandler, requireLogin, type UserProfile } from '../src/index.js'

const executablePath = process.env.TANDEM_TEST_CHROMIUM ?? '/usr/bin/chromium'
const inChromium = existsSync(executablePath) ? describe : describe.skip
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

jest.setTimeout(120_000)

/** An app over TLS, as browsers and cookies with the prefix `__Host-` want it; the provider is another site. */
interface SecureApp {
  readonly url: string
  readonly web: ClientSession<never, UserProfile>
  readonly server: Server
}

const page = (content: string) =>
  `<!doctype html><html lang="en"><title>App</title><link rel="icon" href="data:,">${content}</html>`

async function startSecureApp(issuer: TestIssuer, responseMode: 'query' | 'form_post'): Promise<SecureApp> {
  const app = express()
  const server = createServer(createCertificate({ commonName: 'localhost', dnsNames: ['localhost'] }), app).listen(
    0,
    'localhost',
  )
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `https://localhost:${(server.address() as AddressInfo).port}`
  const web = clientSession<never, UserProfile>({
    ...{ issuer: issuer.issuer, clientId: 'client-1', clientSecret: 'secret-1', baseUrl: url, responseMode },
    secret: 'a secret of at least thirty-two bytes',
  })
  app.use(helmet())
  app.use(web)
  app.get('/', (req, res) => {
    const form = '<form method="post" action="/logout"><button>Sign out</button></form>'
    const { user } = web.of(req)
    res.send(page(user === undefined ? '<a href="/login">Sign in</a>' : `<p>Hello ${user.sub}</p>${form}`))
  })
  app.get('/private', requireLogin(), (req, res) => void res.send(page(`<p>Private for ${web.of(req).user?.sub}</p>`)))
  app.use(loginErrorHandler())
  return { url, web, server }
}

inChromium('in Chromium', () => {
  let issuer: TestIssuer
  let browser: Browser
  let context: BrowserContext
  const apps: SecureApp[] = []

  beforeAll(async () => {
    issuer = await startIssuer({ user: { sub: 'jane' }, interactive: true })
    browser = await chromium.launch({ executablePath, args })
    for (const mode of ['query', 'form_post'] as const) apps.push(await startSecureApp(issuer, mode))
  })
  afterEach(async () => {
    await context.close()
    issuer.setUser({ sub: 'jane' })
  })
  afterAll(async () => {
    await browser?.close()
    for (const { server, web } of apps) {
      web.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
    await issuer?.close()
  })

  async function open(mode: 'query' | 'form_post'): Promise<{ tab: Page; url: string }> {
    context = await browser.newContext({ ignoreHTTPSErrors: true })
    context.setDefaultTimeout(30_000)
    const url = apps[mode === 'query' ? 0 : 1]?.url ?? ''
    return { tab: await context.newPage(), url }
  }

  async function names(): Promise<string[]> {
    return (await context.cookies()).map(({ name }) => name).sort()
  }

  it.each(['query', 'form_post'] as const)(
    'logs in by %s, from another site and back, and out again under helmet',
    async (mode) => {
      const { tab, url } = await open(mode)
      await tab.goto(`${url}/private`)
      expect(new URL(tab.url()).origin).toBe(issuer.url)
      await tab.getByRole('button', { name: 'Sign in' }).click()
      await tab.waitForURL(`${url}/private`)
      expect(await tab.textContent('p')).toBe('Private for jane')
      expect(await names()).toEqual(['__Host-tandem'])
      expect(await tab.evaluate('document.cookie')).toBe('')

      await tab.goto(url)
      await tab.getByRole('button', { name: 'Sign out' }).click()
      await tab.waitForURL(`${url}/`)
      expect(await tab.textContent('a')).toBe('Sign in')
      expect(issuer.sessions.at(-1)?.ended).toBe(true)
      await tab.goBack()
      await tab.goBack()
      expect(await tab.content()).not.toContain('jane')
      expect(issuer.violations).toEqual([])
    },
  )

  it('logs in from two tabs at once, and the second finds its own way home', async () => {
    const { tab, url } = await open('query')
    const other = await context.newPage()
    await tab.goto(`${url}/private?tab=1`)
    await other.goto(`${url}/private?tab=2`)
    for (const [one, target] of [
      [other, 2],
      [tab, 1],
    ] as const) {
      await one.getByRole('button', { name: 'Sign in' }).click()
      await one.waitForURL(`${url}/private?tab=${target}`)
      expect(await one.textContent('p')).toBe('Private for jane')
    }
  })

  it('Back to the provider and forth again to a callback that was used ends on a page of the app', async () => {
    const { tab, url } = await open('query')
    await tab.goto(`${url}/private`)
    await tab.getByRole('button', { name: 'Sign in' }).click()
    await tab.waitForURL(`${url}/private`)
    const used = issuer.requests.findLast(({ endpoint }) => endpoint === 'token')?.form.get('code')
    await tab.goto(`${url}/callback?code=${used}&state=${'x'.repeat(43)}`)
    expect(tab.url()).toBe(`${url}/`)
    expect(await tab.textContent('p')).toBe('Hello jane')
  })

  it('starts no login for a script, an image or a prefetch', async () => {
    const { tab, url } = await open('query')
    await tab.goto(url)
    issuer.resetRequests()
    const statuses = await tab.evaluate(async () => {
      const responses = await Promise.all(['/private', '/login'].map((path) => fetch(path)))
      return responses.map(({ status }) => status)
    })
    expect(statuses).toEqual([401, 403])
    await tab.setContent(
      `<link rel="prefetch" href="${url}/login"><img src="${url}/private" alt=""><iframe src="${url}/login"></iframe>`,
    )
    await tab.waitForLoadState('networkidle')
    expect([await names(), issuer.count('authorization')]).toEqual([[], 0])
  })

  it('is not logged out by another site, neither by a form nor by a link', async () => {
    const { tab, url } = await open('query')
    await tab.goto(`${url}/private`)
    await tab.getByRole('button', { name: 'Sign in' }).click()
    await tab.waitForURL(`${url}/private`)
    for (const attack of [
      `<form method="post" action="${url}/logout"><button>Win</button></form>`,
      `<a href="${url}/logout"><button>Win</button></a>`,
    ]) {
      await tab.goto(issuer.url)
      await tab.setContent(attack)
      await tab.getByRole('button', { name: 'Win' }).click()
      await tab.waitForURL(`${url}/logout`)
      await tab.goto(`${url}/private`)
      expect(await tab.textContent('p')).toBe('Private for jane')
    }
  })

  it('shows what went wrong on a page of its own', async () => {
    const { tab, url } = await open('query')
    await tab.goto(`${url}/login`)
    await tab.getByRole('button', { name: 'Cancel' }).click()
    await tab.waitForURL(`${url}/callback?**`)
    expect(await tab.textContent('h1')).toBe('You were not signed in')
    expect(await tab.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toBe('/login?returnTo=%2F')
  })
})
