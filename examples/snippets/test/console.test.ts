import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import type { Express } from 'express'
import request from 'supertest'
import { keepPortsClosed } from './keep-ports-closed.js'

keepPortsClosed()

// The app of the page "Getting started: a web app", as it is printed there, with one thing set up wrongly.
let issuer: TestIssuer
let server: Server
let port: number
let app: Express | undefined
const environment = { ...process.env }
const warnings: string[] = []

beforeAll(async () => {
  issuer = await startIssuer()
  issuer.addClient({ clientId: 'app', clientSecret: 'the right secret' })
})
beforeEach(async () => {
  server = createServer((req, res) => void app?.(req, res)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  port = (server.address() as AddressInfo).port
  warnings.length = 0
  jest.spyOn(console, 'warn').mockImplementation((text: string) => void warnings.push(text))
})
afterEach(async () => {
  jest.restoreAllMocks()
  process.env = { ...environment }
  await new Promise((resolve) => server.close(resolve))
})
afterAll(() => issuer.close())

async function openApp(wrong: Readonly<Record<string, string>>): Promise<Express> {
  Object.assign(process.env, {
    NODE_ENV: 'development',
    ISSUER_BASE_URL: issuer.issuer,
    CLIENT_ID: 'app',
    CLIENT_SECRET: 'the right secret',
    BASE_URL: `http://localhost:${port}`,
    SESSION_SECRET: 'a secret for sessions, of 32 bytes or more',
    ...wrong,
  })
  jest.resetModules()
  const program = await import('../src/getting-started-web-app.js')
  app = program.app
  return program.app
}

/** From the app to the provider and back, as a browser that opened the app at `host`. */
async function logIn(host: string): Promise<{ readonly status: number }> {
  const begun = await request(server).get('/login').set('Host', host)
  if (begun.status !== 302) return begun
  const granted = await fetch(begun.headers.location ?? '', { redirect: 'manual' })
  const back = new URL(granted.headers.get('location') ?? '')
  const cookies = [begun.headers['set-cookie'] ?? []].flat().map((cookie) => cookie.split(';')[0])
  // A browser sends a cookie only to the host that set it.
  const carried = back.host === host ? cookies.join('; ') : ''
  return request(server)
    .get(back.pathname + back.search)
    .set('Host', back.host)
    .set('Cookie', carried)
}

it('says nothing where everything is right', async () => {
  await openApp({})
  expect((await logIn(`localhost:${port}`)).status).toBe(303)
  expect(warnings).toEqual([])
})

it('says on the console that the issuer is off by a slash, and shows both', async () => {
  await openApp({ ISSUER_BASE_URL: `${issuer.issuer}/` })
  expect((await logIn(`localhost:${port}`)).status).toBe(500)
  expect(warnings).toEqual([expect.stringMatching(/ERR_ISSUER_MISMATCH[\s\S]*hint:.*/)])
  expect(warnings[0]).toContain(`'${issuer.issuer}'`)
  expect(warnings[0]).toContain(`'${issuer.issuer}/'`)
})

it('says on the console that the browser is at 127.0.0.1 and the app at localhost', async () => {
  await openApp({})
  expect((await logIn(`127.0.0.1:${port}`)).status).toBe(400)
  expect(warnings).toEqual([
    expect.stringMatching(/ERR_LOGIN_STATE[\s\S]*hint:.*http:\/\/localhost:\d+.*"baseUrl".*127\.0\.0\.1/),
  ])
})

it('says on the console that "trust proxy" is missing', async () => {
  const program = await openApp({ BASE_URL: 'https://app.example.com' })
  program.set('trust proxy', false)
  expect((await logIn('app.example.com')).status).toBe(500)
  expect(warnings).toEqual([expect.stringMatching(/ERR_INSECURE_TRANSPORT[\s\S]*hint:.*"trust proxy"/)])
})

it('says on the console that the client secret is wrong', async () => {
  await openApp({ CLIENT_SECRET: 'another secret' })
  expect((await logIn(`localhost:${port}`)).status).toBe(500)
  expect(warnings).toEqual([
    expect.stringMatching(/ERR_CLIENT_REFUSED[\s\S]*hint:.*Check "clientId" and "clientSecret"/),
  ])
})
