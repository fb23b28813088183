import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import request from 'supertest'
import { walkBoundary } from '../../quickstart/src/boundary.js'
import { createVisitor } from '../../quickstart/src/visitor.js'
import { type Ending, type RunningDemo, runDemo, startDemo } from './demo-process.js'

const rows = [
  ['no token', 'the API', '401 ERR_CREDENTIALS_MISSING'],
  ['an access token for this API', 'the API', '200 2 appointments'],
  ['the ID token of the same sign-in', 'the API', '401 ERR_TOKEN_KIND'],
  ['an access token for another API', 'the API', '401 ERR_TOKEN_AUDIENCE'],
  ['an access token without the scope', 'the API', '403 ERR_INSUFFICIENT_SCOPE'],
  ['an access token that was tampered with', 'the API', '401 ERR_TOKEN_SIGNATURE'],
  ['an access token that has expired', 'the API', '401 ERR_TOKEN_EXPIRED'],
  ['an ID token, as the ID token', 'the web app', '200 signed in as alice@example.com'],
  ['an access token, as the ID token', 'the web app', '400 ERR_ID_TOKEN_KIND'],
] as const

jest.setTimeout(60_000)

describe('the walk', () => {
  let ending: Ending
  beforeAll(async () => {
    ending = await runDemo()
  })

  it('sends every token to everyone, and ends with exit status 0 when all came out right', () => {
    expect(ending.stderr).toBe('')
    const lines = ending.stdout.split('\n').filter((line) => /[✓✗]/.test(line))
    expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual(
      rows.map(([sent, to, got]) => [`✓ ${sent}`, to, got.slice(0, 3), got]),
    )
    expect(ending.stdout).toContain('Everything came out as it must.')
    expect(ending.status).toBe(0)
  })

  it('prints no token and, without a terminal, no colour', () => {
    expect(ending.stdout).not.toContain('eyJ')
    expect(ending.stdout).not.toContain('\u001b')
  })
})

describe('the command line', () => {
  it('says in one line that a port is taken, and nothing else', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    try {
      const ending = await runDemo(['--web-port', '0', '--api-port', `${port}`, '--provider-port', '0'])
      expect(ending.stdout).toBe('')
      expect(ending.stderr).toMatch(new RegExp(`^Port ${port} for the API is taken: .*--api-port.*\\n$`))
      expect(ending.status).toBe(1)
    } finally {
      server.close()
    }
  })

  it.each([
    [['--web-port', 'eighty'], '--web-port must be a port from 0 to 65535\n'],
    [['--api-port', '70000'], '--api-port must be a port from 0 to 65535\n'],
  ])('refuses %j', async (args, message) => {
    expect(await runDemo(args)).toEqual({ status: 1, stdout: '', stderr: message })
  })

  it('refuses an option that it does not have, in one line', async () => {
    const { status, stdout, stderr } = await runDemo(['--wep-port', '1'])
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toMatch(/^Unknown option '--wep-port'.*\n$/)
  })

  it('takes ports from the environment', async () => {
    const { status, stderr } = await runDemo([], { WEB_PORT: 'x' })
    expect({ status, stderr }).toEqual({ status: 1, stderr: '--web-port must be a port from 0 to 65535\n' })
  })

  it('explains itself', async () => {
    const { status, stdout } = await runDemo(['--help'])
    expect(status).toBe(0)
    for (const option of ['--web-port', '--api-port', '--provider-port', '--once']) expect(stdout).toContain(option)
  })
})

describe('the demo while it is up', () => {
  let demo: RunningDemo
  beforeAll(async () => {
    demo = await startDemo()
  })
  afterAll(() => demo?.interrupt())

  it('gives a token by hand, as it says, which the API accepts', async () => {
    const command = /curl -u (\S+):(\S+) ([\s\S]+?) (http:\S+)\n/.exec(demo.output.stdout) ?? []
    const [, id = '', secret = '', data = '', endpoint = ''] = command
    const fields = [...data.matchAll(/-d (\S+?)=(\S+)/g)].map(([, name = '', value = '']) => [name, value])
    const issued = await request(endpoint).post('').auth(id, secret).type('form').send(Object.fromEntries(fields))
    expect(issued.status).toBe(200)
    await request(demo.api).get('/appointments').auth(issued.body.access_token, { type: 'bearer' }).expect(200)
  })

  it('serves all pages under the default policy of helmet, without script', async () => {
    const visitor = createVisitor()
    await visitor.open(`${demo.web}/login`)
    for (const path of ['/', '/profile', '/appointments', '/session', '/no-such-page']) {
      const { status, headers, body: page } = await visitor.open(`${demo.web}${path}`)
      expect(status).toBe(path === '/no-such-page' ? 404 : 200)
      expect(headers['content-security-policy']).toContain("form-action 'self'")
      expect(headers['cache-control']).toBe('no-store')
      expect(page).not.toMatch(/<script|eyJ/)
      expect(page).toContain('<html lang="en">')
      expect(page.match(/<h1/g)).toHaveLength(1)
    }
  })

  it('is told by the walk what is wrong with an API that takes everything, and a client that does', async () => {
    const takesEverything = createServer((_req, res) => res.end('[]')).listen(0, '127.0.0.1')
    await once(takesEverything, 'listening')
    const { port } = takesEverything.address() as AddressInfo
    const walker = { clientId: 'walker', redirectUri: 'http://localhost/walker' }
    const walk = walkBoundary({
      issuer: demo.provider,
      apiUrl: `http://localhost:${port}`,
      webUrl: demo.web,
      swappedWebUrl: demo.web,
      walker,
      hastyWalker: walker,
    })
    const verdicts: boolean[] = []
    for await (const { isRight } of walk) verdicts.push(isRight)
    takesEverything.close()

    expect(verdicts).toEqual(rows.map(([, , got]) => got.startsWith('200')))
  })

  it('takes no form from another origin', async () => {
    const attempts: Record<string, string>[] = [{ 'sec-fetch-site': 'same-site' }, { origin: demo.provider }, {}]
    for (const headers of attempts) {
      const response = await request(demo.web).post('/appointments').set(headers)
      expect(response.status).toBe(403)
    }
  })

  it('sends a visitor without a session to the provider', async () => {
    const response = await request(demo.web).get('/profile').set('accept', 'text/html')
    expect(response.status).toBe(302)
    expect(response.headers.location).toMatch(new RegExp(`^${demo.provider}/auth\\?`))
  })

  it('ends on Ctrl-C with exit status 0 and has printed no warning', async () => {
    const { status, stderr } = await demo.interrupt()
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })
})
