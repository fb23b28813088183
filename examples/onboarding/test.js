import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { after, before, test } from 'node:test'
import { chromium } from 'playwright-core'

const executablePath = process.env.TANDEM_TEST_CHROMIUM ?? '/usr/bin/chromium'
const skip = existsSync(executablePath) ? false : 'there is no Chromium'

let program
let url
let browser
before(async () => {
  if (skip) return
  const port = await freePort()
  url = `http://localhost:${port}`
  const env = { ...process.env, ISSUER: '', DATABASE_URL: '', PORT: `${port}`, BASE_URL: url, NODE_ENV: 'test' }
  program = spawn(process.execPath, ['index.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  while (!printed.includes('invitation')) printed += (await once(program.stdout, 'data'))[0]
  const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update']
  browser = await chromium.launch({ executablePath, args })
})
after(async () => {
  await browser?.close()
  program?.kill()
})

async function open(path) {
  const tab = await (await browser.newContext()).newPage()
  const response = await tab.goto(url + path)
  return { tab, status: response.status() }
}

test('refuses somebody without an account and without an invitation', { skip }, async () => {
  for (const path of ['/login', '/join?invitation=guessed', '/welcome?invitation=welcome']) {
    const { tab, status } = await open(path)
    assert.equal(status, path.startsWith('/welcome') ? 200 : 403, path)
    if (status === 403) assert.equal(await tab.getByText('Signed in').count(), 0)
  }
})

test('asks an invited user for a name, and keeps what was typed', { skip }, async () => {
  const { tab } = await open('/join?invitation=welcome')
  assert.equal(await tab.getByLabel('Name').inputValue(), 'Alice Liddell')
  await tab.getByLabel('Name').fill(' ')
  await tab.getByRole('button', { name: 'Join' }).click()
  assert.equal(await tab.getByRole('alert').textContent(), 'Please enter your name.')
  await tab.getByLabel('Name').fill('Alice <3')
  await tab.getByRole('button', { name: 'Join' }).click()
  await tab.getByText('Signed in as Alice <3 (admin).').waitFor()
})

test('knows the user from then on, and an administrator can invite', { skip }, async () => {
  const { tab } = await open('/login')
  await tab.getByText('Signed in as Alice <3 (admin).').waitFor()
  await tab.getByText('Invite someone').click()
  assert.match(await tab.getByRole('link').textContent(), /\/join\?invitation=[\w-]{22}$/)
})

async function freePort() {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}
