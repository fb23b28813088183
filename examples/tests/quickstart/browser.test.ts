import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { type RunningDemo, startDemo } from './demo-process.js'

const executablePath = process.env.TANDEM_TEST_CHROMIUM ?? '/usr/bin/chromium'
const isThere = existsSync(executablePath)
if (!isThere) {
  process.stderr.write(`The browser tests are left out: there is no ${executablePath} (see TANDEM_TEST_CHROMIUM).\n`)
}
const inChromium = isThere ? describe : describe.skip

const flags = '--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync'

// A browser on a busy machine takes its time.
jest.setTimeout(120_000)

inChromium('in Chromium', () => {
  let demo: RunningDemo
  let browser: Browser
  let context: BrowserContext

  beforeAll(async () => {
    demo = await startDemo()
    // Playwright turns the back/forward cache off, and Back is what is tested here.
    const ignoreDefaultArgs = ['--disable-back-forward-cache']
    browser = await chromium.launch({ executablePath, args: flags.split(' '), ignoreDefaultArgs })
  })
  afterAll(async () => {
    await browser?.close()
    await demo?.interrupt()
  })
  afterEach(() => context.close())

  async function openPage(options: { javaScriptEnabled?: boolean; width?: number } = {}): Promise<Page> {
    const { width = 1280, ...rest } = options
    context = await browser.newContext({ viewport: { width, height: 800 }, ...rest })
    context.setDefaultTimeout(30_000)
    return context.newPage()
  }

  async function signIn(page: Page): Promise<void> {
    await page.goto(demo.web)
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.getByLabel('Password').fill('wonderland')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(`${demo.web}/appointments`)
  }

  async function signOut(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Yes, sign out' }).click()
    await page.waitForURL((url) => url.origin === demo.web)
  }

  describe.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('%s', (_name, javaScriptEnabled) => {
    it('signs in, shows the profile, reads and books appointments, signs out, and Back shows nothing private', async () => {
      const page = await openPage({ javaScriptEnabled })
      const violations: string[] = []
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) violations.push(message.text())
      })

      await signIn(page)
      await page.getByRole('heading', { name: 'Yearly check-up' }).waitFor()

      const reason = `A question, asked ${javaScriptEnabled ? 'with' : 'without'} <script>`
      await page.getByLabel('Time').selectOption('14:30')
      await page.getByLabel('With').selectOption('Dr. Okafor')
      await page.getByLabel('Reason').fill(reason)
      await page.getByRole('button', { name: 'Book' }).click()
      await page.getByRole('status').waitFor()
      await page.getByRole('heading', { name: reason }).waitFor()

      await page.getByRole('link', { name: 'Session' }).click()
      await page.getByRole('heading', { name: 'What the session holds' }).waitFor()
      expect(await page.content()).not.toContain('eyJ')

      await page.getByRole('link', { name: 'Profile' }).click()
      await page.getByText('alice@example.com').waitFor()

      await signOut(page)
      await page.getByRole('link', { name: 'Sign in' }).waitFor()

      const asked: string[] = []
      page.on('request', (request) => {
        if (request.isNavigationRequest()) asked.push(new URL(request.url()).pathname)
      })
      for (let step = 0; step < 6; step++) {
        await page.goBack()
        const text = await page.content()
        expect(text).not.toContain('Liddell')
        expect(text).not.toContain('Yearly check-up')
        expect(text).not.toContain('A question')
      }
      // Each private page was asked for again: none came out of a cache, and none was answered.
      expect(asked).toEqual(expect.arrayContaining(['/profile', '/session', '/appointments']))
      expect(violations).toEqual([])
    })
  })

  it('signs out in every tab', async () => {
    const first = await openPage()
    await signIn(first)
    const second = await context.newPage()
    await second.goto(`${demo.web}/profile`)
    await second.getByText('alice@example.com').waitFor()

    await signOut(first)
    await second.reload()
    await second.getByLabel('Password').waitFor()
    expect(new URL(second.url()).origin).toBe(demo.provider)
  })

  it('asks for the password again after signing out at the provider, but not before', async () => {
    const page = await openPage()
    await signIn(page)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'No, stay signed in here' }).click()
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.waitForURL(`${demo.web}/appointments`)

    await signOut(page)
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.getByLabel('Password').waitFor()
  })

  it('is signed out of the web app by signing out at the provider', async () => {
    const page = await openPage()
    await signIn(page)
    await page.goto(`${demo.provider}/session/end`)
    await page.getByRole('button', { name: 'Yes, sign out' }).click()
    await page.getByRole('heading', { name: 'Signed out' }).waitFor()

    await page.goto(demo.web)
    await page.getByRole('link', { name: 'Sign in' }).waitFor()
  })

  it('refuses a wrong password, and shows a page when the visitor cancels', async () => {
    const page = await openPage()
    await page.goto(`${demo.web}/profile`)
    await page.getByLabel('Password').fill('looking-glass')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()

    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.waitForURL((url) => url.origin === demo.web)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.goto(demo.web)
    await page.getByRole('link', { name: 'Sign in' }).waitFor()
  })

  it('fits a narrow screen', async () => {
    const page = await openPage({ width: 360 })
    await signIn(page)
    for (const path of ['/', '/appointments', '/profile', '/session']) {
      await page.goto(`${demo.web}${path}`)
      const [content = 0, screen = 0] = (await page.evaluate(
        '[document.documentElement.scrollWidth, window.innerWidth]',
      )) as number[]
      expect(content).toBeLessThanOrEqual(screen)
    }
  })
})
