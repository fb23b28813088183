import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { after, before, test } from 'node:test'

let program
let url
before(async () => {
  const port = await freePort()
  url = `http://localhost:${port}`
  const env = { ...process.env, ISSUER: '', PORT: `${port}`, BASE_URL: url, NODE_ENV: 'test' }
  program = spawn(process.execPath, ['index.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  await once(program.stdout, 'data')
})
after(() => program.kill())

test('signs in and out', async () => {
  const browser = createBrowser()
  assert.match((await browser.open(url)).body, /Sign in/)
  const profile = await browser.open(`${url}/profile`)
  assert.equal(profile.status, 200, profile.body)
  assert.equal(JSON.parse(profile.body).name, 'Alice Liddell')
  assert.match((await browser.open(url)).body, /Signed in as Alice Liddell/)
  await browser.open(`${url}/logout`, 'POST')
  assert.match((await browser.open(url)).body, /Sign in/)
})

/** As much of a browser as a login needs: it navigates, follows redirects, and keeps cookies by host. */
function createBrowser() {
  const cookies = new Map()
  async function open(address, method = 'GET') {
    const { host, origin } = new URL(address)
    const jar = cookies.get(host) ?? cookies.set(host, new Map()).get(host)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', cookie }
    if (method === 'POST') Object.assign(headers, { origin, 'sec-fetch-site': 'same-origin' })
    const response = await send(address, method, headers)
    for (const line of response.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)
      if (/expires=Thu, 01 Jan 1970|max-age=0/i.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
    const { location } = response.headers
    return location === undefined ? response : open(new URL(location, address).href)
  }
  return { open }
}

function send(address, method, headers) {
  return new Promise((resolve, reject) => {
    const onResponse = (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk) => {
        body += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }))
    }
    request(address, { method, headers, agent: false }, onResponse).on('error', reject).end()
  })
}

async function freePort() {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}
