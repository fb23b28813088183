import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { type RunningDemo, startDemo } from './running-demo.js'

const redisUrl = process.env.TANDEM_TEST_REDIS_URL ?? ''
const executablePath = process.env.TANDEM_TEST_CHROMIUM ?? '/usr/bin/chromium'
const inChromium = redisUrl !== '' && existsSync(executablePath) ? describe : describe.skip

const flags = '--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync'

// A browser on a busy machine takes its time.
jest.setTimeout(120_000)

inChromium('in Chromium, without JavaScript', () => {
  let demo: RunningDemo
  let browser: Browser
  const contexts: BrowserContext[] = []

  beforeAll(async () => {
    demo = await startDemo(redisUrl)
    browser = await chromium.launch({ executablePath, args: flags.split(' ') })
  })
  afterAll(async () => {
    await browser?.close()
    await demo?.interrupt()
  })

  /** A browser of its own, with cookies of its own. */
  async function signIn(name: string, options: { width?: number; colorScheme?: 'dark' } = {}): Promise<Page> {
    const { width = 1100, ...rest } = options
    const context = await browser.newContext({ viewport: { width, height: 760 }, javaScriptEnabled: false, ...rest })
    context.setDefaultTimeout(30_000)
    contexts.push(context)
    const page = await context.newPage()
    await page.goto(demo.url)
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.getByRole('button', { name }).click()
    await page.waitForURL(`${demo.url}/sessions`)
    return page
  }

  it('two browsers see each other, one ends the other, and an administrator ends both', async () => {
    const first = await signIn('Alice')
    const second = await signIn('Alice', { width: 360, colorScheme: 'dark' })
    await second.getByText('This browser').waitFor()
    await first.reload()
    expect(await first.getByRole('listitem').filter({ hasText: 'Chrome on Linux' }).count()).toBe(2)

    await first.getByRole('button', { name: 'End session' }).click()
    await first.getByRole('status').filter({ hasText: 'One session was ended.' }).waitFor()
    await second.reload()
    await second.getByRole('heading', { name: 'Who are you?' }).waitFor()

    const administrator = await signIn('Grace')
    await administrator.getByRole('link', { name: 'Administration' }).click()
    await administrator.getByLabel('Subject').fill('alice')
    await administrator.getByRole('button', { name: 'Look up' }).click()
    await administrator.getByRole('button', { name: 'End all sessions of alice' }).click()
    await administrator.getByText('is signed in nowhere').waitFor()

    await first.reload()
    await first.getByRole('heading', { name: 'Who are you?' }).waitFor()
  })

  it('fits a narrow screen, and signs out', async () => {
    const page = await signIn('Grace', { width: 320 })
    await page.goto(`${demo.url}/administration?sub=grace`)
    const boxes = await Promise.all(
      ['main', '.lookup', '.session'].map((part) => page.locator(part).first().boundingBox()),
    )
    for (const box of boxes) expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(320)

    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(`${demo.url}/`)
    await page.getByRole('link', { name: 'Sign in' }).waitFor()
  })
})
