import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { siteOutput } from '../src/folders.js'
import { serveSite } from '../src/serve-site.js'
import { docsIndex } from '../src/site-pages.js'

const executablePath = process.env.TANDEM_TEST_CHROMIUM
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

/** @type {import('node:child_process').SpawnSyncReturns<string>} */
let build
beforeAll(() => {
  // The documentation is never built for another base in a test, and never shows colours here.
  const env = { ...process.env, SITE_BASE: '/', NODE_ENV: 'production', NO_COLOR: '1' }
  build = spawnSync(process.execPath, [join(__dirname, '..', 'src', 'build-site.js')], { encoding: 'utf8', env })
}, 120_000)

it('builds, and every link and anchor leads somewhere', () => {
  expect({ status: build.status, stderr: build.status === 0 ? '' : build.stderr }).toEqual({ status: 0, stderr: '' })
})

it('has every page of docs/ in its lists', () => {
  const listed = docsIndex().flatMap(({ entries }) => entries.map(({ source }) => source))
  const pages = readdirSync(join(__dirname, '..', '..', '..', 'docs')).filter((file) => /^[a-z].*\.md$/.test(file))
  expect(pages.filter((file) => !listed.includes(`docs/${file}`))).toEqual([])
})

it('has each page as Markdown, and lists of them for programs', () => {
  const files = readdirSync(siteOutput, { recursive: true, encoding: 'utf8' })
  expect(files).toEqual(expect.arrayContaining(['errors.html', 'errors.md', join('reference', 'api-guard.md')]))
  expect(read('llms.txt')).toContain('](/errors.md)')
  expect(read('llms-full.txt')).toContain('### ERR_TOKEN_AUDIENCE')
  expect(read('errors.md')).not.toMatch(/<!-- snippet|\]\([^)]*README\.md/)
})

;(executablePath ? describe : describe.skip)('in a browser', () => {
  /** @type {Awaited<ReturnType<typeof serveSite>>} */
  let site
  /** @type {import('playwright-core').Browser} */
  let browser
  beforeAll(async () => {
    const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update']
    const launched = await Promise.all([serveSite(0), chromium.launch({ executablePath: executablePath ?? '', args })])
    ;[site, browser] = launched
  })
  afterAll(async () => {
    await browser?.close()
    await site?.close()
  })

  it.each(
    /** @type {const} */ ([
      ['light', 1280, ['/', '/tasks', '/flows', '/providers/okta']],
      ['dark', 390, ['/', '/explain-token', '/errors', '/reference/client-session/redis']],
    ]),
  )('axe finds nothing wrong, %s, %i pixels wide', async (colorScheme, width, kinds) => {
    const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } })
    for (const kind of kinds) {
      await page.goto(site.url + kind)
      expect({ kind, wrong: await violations(page) }).toEqual({ kind, wrong: [] })
    }
    await page.close()
  })

  it('draws the flows', async () => {
    const page = await browser.newPage()
    await page.goto(`${site.url}/flows`)
    await page.waitForSelector('.drawing svg')
    await page.close()
  })

  it('finds an error by its message', async () => {
    const page = await browser.newPage()
    await page.goto(`${site.url}/tasks`, { waitUntil: 'networkidle' })
    // The page listens to keys only once its script has run.
    const input = page.locator('#localsearch-input')
    for (let press = 0; press < 50 && !(await input.isVisible()); press += 1) {
      await page.keyboard.press('Control+k')
      await page.waitForTimeout(100)
    }
    await page.fill('#localsearch-input', 'the access token was sent more than once')
    await page.locator('.VPLocalSearchBox .result', { hasText: 'ERR_CREDENTIALS_REPEATED' }).first().waitFor()
    await page.close()
  })

  it('explains tokens, and sends nothing', async () => {
    const page = await browser.newPage()
    await page.goto(`${site.url}/explain-token`, { waitUntil: 'networkidle' })
    /** @type {string[]} */
    const sent = []
    page.on('request', (request) => sent.push(request.url()))
    for (const [verdict, token] of explained) {
      await page.fill('textarea', token)
      expect(await page.textContent('.verdict')).toContain(verdict)
    }
    expect(sent).toEqual([])
    await page.close()
  })
})

const iss = 'https://login.example.com'
/** @type {readonly (readonly [verdict: string, token: string])[]} */
const explained = [
  ['An access token.', jwt({ typ: 'at+jwt' }, { iss, aud: 'https://api.example.com', client_id: 'web' })],
  ['An ID token.', jwt({ typ: 'JWT' }, { iss, aud: 'web', at_hash: 'x' })],
  ['An ID token.', jwt({}, { iss: 'https://example.okta.com/oauth2/default', aud: 'web', jti: 'ID.1' })],
  ['doesn’t say', jwt({ typ: 'JWT' }, { iss, aud: 'web' })],
  ['Not a JWT', 'Bearer 2YotnFZFEjr1zCsicMWpAA'],
  ['part of it is missing', jwt({}, { iss }).slice(0, 30)],
]

/** @param {import('playwright-core').Page} page */
async function violations(page) {
  await page.evaluate(axe)
  const found = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
  const { violations } = /** @type {import('axe-core').AxeResults} */ (found)
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}

/** @param {string} file */
function read(file) {
  return readFileSync(join(siteOutput, file), 'utf8')
}

/**
 * @param {object} header
 * @param {object} claims
 */
function jwt(header, claims) {
  const part = (/** @type {object} */ value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'RS256', ...header })}.${part(claims)}.c2lnbmF0dXJl`
}
