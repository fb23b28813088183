// The steps of every consumer, over real HTTP: both tokens sent to the API, then a whole login.

const assert = require('node:assert/strict')
const { createServer, get } = require('node:http')

/** A server on a free loopback port that gets its app afterwards, when the app can be told its own address. */
exports.listen = async function listen() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${server.address().port}` }
}

/**
 * The API responds `{ for: subject }` at `/appointments` to tokens with `read:appointments`. The web app returns that
 * response at its own `/appointments`, and the user at `/profile`, both after a login.
 */
exports.walk = async function walk({ issuer, api, web }) {
  await boundary(issuer, api)
  await login(issuer, web)
  for (const { server } of [api, web]) {
    server.close()
    server.closeAllConnections()
  }
  await issuer.close()
}

async function boundary(issuer, api) {
  const ask = async (token) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const answer = await fetch(`${api.url}/appointments`, { headers })
    return { status: answer.status, challenge: answer.headers.get('www-authenticate'), body: await answer.text() }
  }
  const taken = await ask(await issuer.accessToken({ scope: 'read:appointments' }))
  assert.equal(taken.status, 200, taken.body)
  assert.deepEqual(JSON.parse(taken.body), { for: 'user-1' })
  const idToken = await ask(await issuer.idToken())
  assert.equal(idToken.status, 401, idToken.body)
  assert.match(idToken.challenge, /^Bearer error="invalid_token"/)
  const withoutScope = await ask(await issuer.accessToken())
  assert.equal(withoutScope.status, 403, withoutScope.body)
  assert.match(withoutScope.challenge, /error="insufficient_scope"/)
  const anonymous = await ask()
  assert.equal(anonymous.status, 401, anonymous.body)
  assert.equal(anonymous.challenge, 'Bearer')
}

async function login(issuer, web) {
  const browser = newBrowser()
  const start = await browser.once(`${web.url}/login`)
  assert.equal(start.status, 302, start.body)
  assert.ok(start.headers.location.startsWith(`${issuer.url}/`), 'the login goes to the issuer')
  const profile = await browser.follow(`${web.url}/profile`)
  assert.equal(profile.url, `${web.url}/profile`)
  assert.equal(profile.status, 200, profile.body)
  assert.equal(JSON.parse(profile.body).sub, 'user-1')
  const appointments = await browser.follow(`${web.url}/appointments`)
  assert.equal(appointments.status, 200, appointments.body)
  assert.deepEqual(JSON.parse(appointments.body), { for: 'user-1' })
}

/** As much of a browser as a login needs: it navigates, keeps cookies by host, and follows redirects. */
function newBrowser() {
  const jars = new Map()
  async function once(url) {
    const { host } = new URL(url)
    const jar = jars.get(host) ?? jars.set(host, new Map()).get(host)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await navigate(url, cookie)
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)
      if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
    return { url, ...answer }
  }
  async function follow(url) {
    for (let hop = 0; hop < 10; hop++) {
      const answer = await once(url)
      if (answer.headers.location === undefined) return answer
      url = new URL(answer.headers.location, url).href
    }
    throw new Error(`redirected without end, at last to ${url}`)
  }
  return { once, follow }
}

// Not fetch: its headers say that the request isn't a navigation.
function navigate(url, cookie) {
  const headers = { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
  return new Promise((resolve, reject) => {
    const onAnswer = (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (part) => (body += part))
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body })).on('error', reject)
    }
    get(url, { headers: cookie === '' ? headers : { ...headers, cookie }, agent: false }, onAnswer).on('error', reject)
  })
}
