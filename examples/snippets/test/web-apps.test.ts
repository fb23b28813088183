import type { Express } from 'express'
import request from 'supertest'
import { keepPortsClosed } from './keep-ports-closed.js'

keepPortsClosed()

// What the docs leave to the environment.
Object.assign(process.env, {
  ISSUER_BASE_URL: 'https://login.example.com',
  BASE_URL: 'https://app.example.com',
  CLIENT_ID: 'app',
  CLIENT_SECRET: 'secret of the app',
  ACME_SECRET: 'secret at acme',
  GLOBEX_SECRET: 'secret at globex',
  SESSION_SECRET: 'a secret for sessions, of 32 bytes or more',
})

const programs: Readonly<Record<string, () => Promise<{ readonly app: Express }>>> = {
  'getting-started-both': () => import('../src/getting-started-both.js'),
  'getting-started-web-app': () => import('../src/getting-started-web-app.js'),
  logout: () => import('../src/logout.js'),
  'migration-from-passport': () => import('../src/migration-from-passport.js'),
  'migration-to-client-session': () => import('../src/migration-to-client-session.js'),
  'readme-web-app': () => import('../src/readme-web-app.js'),
  sessions: () => import('../src/sessions.js'),
  tenants: () => import('../src/tenants.js'),
}

const guarded: readonly (readonly [program: string, method: 'get' | 'post', path: string])[] = [
  ['getting-started-both', 'get', '/appointments'],
  ['getting-started-web-app', 'get', '/profile'],
  ['logout', 'post', '/account/close'],
  ['migration-from-passport', 'get', '/profile'],
  ['migration-to-client-session', 'get', '/orders'],
  ['readme-web-app', 'get', '/appointments'],
  ['sessions', 'get', '/admin'],
  ['sessions', 'get', '/devices'],
  ['sessions', 'get', '/account/delete'],
  ['sessions', 'post', '/second-factor'],
]

it.each(guarded)('the program %s asks whoever isn’t logged in to log in: %s %s', async (name, method, path) => {
  const { app } = (await programs[name]?.()) ?? {}
  const response = await request(app ?? name)[method](path)
  expect(response.status).toBe(401)
  expect(response.body).toMatchObject({ code: 'ERR_LOGIN_REQUIRED', login: '/login' })
})

it.each(Object.entries(programs))(
  'the logout of the program %s leads an anonymous visitor back to the app',
  async (_name, load) => {
    const { app } = await load()
    const response = await request(app).post('/logout').set('Host', 'acme.app.example.com')
    expect(response.status).toBe(303)
    expect(response.headers.location).toMatch(/^https:\/\/(acme\.)?app\.example\.com\/$/)
  },
)

it('the program tenants knows nobody at a host that is no tenant’s', async () => {
  const { app } = await import('../src/tenants.js')
  const response = await request(app).post('/logout').set('Host', 'evil.example')
  expect(response.status).toBe(404)
})
