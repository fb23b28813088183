import { existsSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { createRequire } from 'node:module'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { type Browser, chromium, type Page } from 'playwright-core'
import { servePage } from '../src/page/serve-page.js'

const executablePath = process.env.TANDEM_TEST_CHROMIUM ?? '/usr/bin/chromium'
const inChromium = existsSync(executablePath) ? describe : describe.skip
const axe = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8')

let issuer: TestIssuer
let served: Awaited<ReturnType<typeof servePage>>
beforeAll(async () => {
  issuer = await startIssuer()
  const options = { issuer: issuer.issuer, audience: 'https://api.example.com', jwks: issuer.jwks }
  served = await servePage({ port: 0, target: { kind: 'guard', options } })
})
afterAll(async () => {
  await served.close()
  await issuer.close()
})

function send(headers: Record<string, string>, method = 'GET'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(served.url, { method, headers, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
}

it('is for this machine: no other host name reaches it (DNS rebinding), and no form of another site', async () => {
  expect(await send({ host: 'evil.example' })).toBe(403)
  expect(await send({ 'sec-fetch-site': 'cross-site' }, 'POST')).toBe(405)
  expect(await send({})).toBe(200)
})

inChromium('in Chromium', () => {
  jest.setTimeout(60_000)
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    })
  })
  afterAll(() => browser?.close())

  async function explained(page: Page): Promise<string> {
    await page.goto(served.url)
    // With the keyboard alone.
    await page.keyboard.press('Tab')
    await page.keyboard.insertText(await issuer.idToken({ sub: '<b>alice</b>' }))
    await page.keyboard.press('Tab')
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')])
    return (await page.textContent('pre')) ?? ''
  }

  it.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('explains a token, and axe finds nothing: %s, %i pixels wide', async (colorScheme, width) => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } })
    const page = await context.newPage()
    const requested: string[] = []
    page.on('request', (sent) => requested.push(sent.url()))
    const text = await explained(page)
    expect(text).toContain('ERR_TOKEN_KIND')
    expect(text).toContain('<b>alice</b>')
    expect(new Set(requested)).toEqual(new Set([served.url]))
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    // The page allows no script; the test looks at a copy that does.
    const copy = await (await browser.newContext({ colorScheme, viewport: { width, height: 800 } })).newPage()
    await copy.setContent((await page.content()).replace(/<link rel="icon"[^>]*>/, ''))
    await copy.addScriptTag({ content: axe })
    const { violations } = (await copy.evaluate('axe.run()')) as { violations: { id: string }[] }
    expect(violations.map(({ id }) => id)).toEqual([])
  })
})
