import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import type { Coordination } from '../src/storage/coordination.js'
import { memoryCoordination } from '../src/storage/memory-coordination.js'
import { memoryStore } from '../src/storage/memory-session-store.js'
import type { SessionStore } from '../src/storage/session-store.js'
import { navigation } from './login-browser.js'
import { startWebApp, type WebApp } from './web-app.js'

let issuer: TestIssuer
let app: WebApp<never, unknown>
const broken = new Set<string>()

beforeAll(async () => {
  issuer = await startIssuer()
  app = await startWebApp<never, unknown>(issuer, {
    session: { store: breakable(memoryStore(), 'store') },
    coordination: breakable(memoryCoordination(), 'coordination'),
    storeTimeout: 0.2,
  })
})
afterEach(() => broken.clear())
afterAll(async () => {
  await app.close()
  await issuer.close()
})

/** The same, but what is named in `broken` never answers. */
function breakable<Backend extends SessionStore | Coordination>(backend: Backend, name: string): Backend {
  return new Proxy(backend, {
    get(target, property, receiver) {
      const value: unknown = Reflect.get(target, property, receiver)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        if (!broken.has(name) && !broken.has(`${name}.${String(property)}`)) return Reflect.apply(value, target, args)
        return new Promise(() => undefined)
      }
    },
  })
}

async function loggedIn() {
  const browser = app.browser()
  await browser.logIn()
  return browser
}

describe.each(['store', 'coordination'])('while the %s doesn’t answer', (name) => {
  it('whoever is logged in gets 503 with Retry-After, not an anonymous page, and is logged in afterwards', async () => {
    const browser = await loggedIn()
    broken.add(name)
    for (const path of ['/', '/profile']) {
      const response = await browser.get(path)
      expect([response.status, response.body.code, response.headers['retry-after']]).toEqual([
        503,
        'ERR_SESSION_STORE',
        '5',
      ])
    }
    broken.clear()
    expect((await browser.get('/profile')).status).toBe(200)
  })

  it('a login is 503', async () => {
    const browser = app.browser()
    const callback = await browser.authorize()
    broken.add(name)
    expect((await browser.get(callback)).status).toBe(503)
    broken.clear()
    expect((await browser.get('/')).body.user).toBeNull()
  })

  it('a logout is 503: nobody is told to be out who isn’t', async () => {
    const browser = await loggedIn()
    broken.add(name)
    expect((await browser.post('/logout')).status).toBe(503)
  })
})

it.each(['coordination', 'coordination.compareAndSet', 'coordination.members'])(
  'a back-channel logout without %s is 503, and the same token works when it comes again',
  async (name) => {
    const browser = await loggedIn()
    const logout_token = await issuer.logoutToken({ sid: issuer.sessions.at(-1)?.sid })
    broken.add(name)
    const first = await app.browser().post('/backchannel-logout', { form: { logout_token } })
    broken.clear()
    expect([first.status, first.headers['retry-after']]).toEqual([503, '5'])
    const second = await app.browser().post('/backchannel-logout', { form: { logout_token } })
    expect(second.status).toBe(200)
    expect((await browser.get('/')).body.user).toBeNull()
  },
)

it('whoever has no session cookie needs no store', async () => {
  broken.add('store')
  expect((await app.browser().get('/', navigation)).status).toBe(200)
})
