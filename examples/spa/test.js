import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { chromium } from 'playwright-core'

const executablePath = process.env.TANDEM_TEST_CHROMIUM ?? '/usr/bin/chromium'
const skip = existsSync(executablePath) ? false : 'there is no Chromium'

let program
let url
let browser
let context
before(async () => {
  if (skip) return
  const port = await freePort()
  url = `http://localhost:${port}`
  const env = { ...process.env, ISSUER: '', PORT: `${port}`, BASE_URL: url, NODE_ENV: 'test' }
  program = spawn(process.execPath, ['server.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  await once(program.stdout, 'data')
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update']
  browser = await chromium.launch({ executablePath, args })
})
after(async () => {
  await browser?.close()
  program?.kill()
})
beforeEach(async () => {
  if (skip) return
  context = await browser.newContext()
  context.setDefaultTimeout(20_000)
})
afterEach(() => context?.close())

async function open(path = '/') {
  const tab = await context.newPage()
  await tab.goto(url + path)
  return tab
}

async function signIn(path) {
  const tab = await open(path)
  await tab.getByRole('button', { name: 'Sign in' }).click()
  await tab.getByText('Signed in as Alice Liddell.').waitFor()
  return tab
}

for (const path of ['/', '/vue.html', '/plain.html']) {
  test(`signs in and shows the API's data: ${path}`, { skip }, async () => {
    const tab = await signIn(path)
    await tab.getByText('09:00').waitFor()
    assert.equal(new URL(tab.url()).pathname, path)
    const storage = await tab.evaluate('JSON.stringify([localStorage, sessionStorage, document.cookie])')
    assert.equal(storage, '[{},{},""]')
  })
}

test('comes back to the same view, with its hash', { skip }, async () => {
  const tab = await signIn('/#/chat')
  await tab.getByText('alice has joined').waitFor()
  assert.equal(new URL(tab.url()).hash, '#/chat')
})

test('a booking in one tab is seen in another', { skip }, async () => {
  const first = await signIn()
  const second = await open()
  await second.getByText('10:30').waitFor()
  await first.getByRole('button', { name: 'Book 10:30' }).click()
  await second.getByText('10:30 booked by alice').waitFor()
})

test('two tabs talk by the chat, and signing out in one ends list and chat of the others', { skip }, async () => {
  const list = await signIn()
  const chat = await open('/#/chat')
  await chat.getByLabel('Message').fill('hello')
  await chat.getByRole('button', { name: 'Send' }).click()
  await chat.getByText('alice: hello').waitFor()
  const third = await open('/plain.html')
  const started = Date.now()
  await third.getByRole('button', { name: 'Sign out' }).click()
  await Promise.all([list, chat].map((tab) => tab.getByText('You are not signed in.').waitFor()))
  assert.ok(Date.now() - started < 10_000)
})

test('a call after the session has ended goes to the login and comes back', { skip }, async () => {
  const tab = await signIn()
  await tab.getByRole('button', { name: 'Book 09:00' }).waitFor()
  // The session ends in a way that this tab isn't told of: its stream of events stays open.
  await context.clearCookies()
  await tab.evaluate(`import('/client-session.js').then(({ fetch }) => fetch('/api/slots'))`).catch(() => undefined)
  for (let tries = 0; !(await context.cookies()).some(({ name }) => /^tandem-\d+$/.test(name)); tries++) {
    assert.ok(tries < 100, 'no new session')
    await tab.waitForTimeout(100)
  }
  await tab.getByText('Signed in as Alice Liddell.').waitFor()
})

async function freePort() {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}
