import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import type { Browser } from '../../test/login-browser.js'
import { startWebApp, type WebApp } from '../../test/web-app.js'
import type { Coordination } from '../storage/coordination.js'
import { memoryCoordination } from '../storage/memory-coordination.js'

let issuer: TestIssuer
let app: WebApp<never, unknown>
beforeAll(async () => {
  issuer = await startIssuer()
  app = await startWebApp<never, unknown>(issuer, { routes: { frontchannelLogout: '/frontchannel-logout' } })
})
afterAll(async () => {
  await app.close()
  await issuer.close()
})

async function loggedIn(): Promise<{ browser: Browser; sid: string }> {
  const browser = app.browser()
  await browser.logIn()
  return { browser, sid: issuer.sessions.at(-1)?.sid ?? '' }
}

describe('GET /frontchannel-logout', () => {
  it('ends the session of iss and sid, in a frame of the provider alone', async () => {
    const { browser, sid } = await loggedIn()
    const query = new URLSearchParams({ iss: issuer.issuer, sid })
    const response = await app.browser().get(`/frontchannel-logout?${query}`, { 'Sec-Fetch-Dest': 'iframe' })
    expect([response.status, response.headers['cache-control']]).toEqual([200, 'no-store'])
    expect(response.headers['content-security-policy']).toBe(`default-src 'none'; frame-ancestors ${issuer.issuer}`)
    expect(await browser.isLoggedIn()).toBe(false)
  })

  it.each([
    ['without sid', (iss: string) => ({ iss })],
    ['of another issuer', () => ({ iss: 'https://evil.example', sid: 'x' })],
    ['with nothing', () => ({})],
  ])('%s is 400 and ends nothing (logout CSRF)', async (_name, query) => {
    const { browser } = await loggedIn()
    const response = await browser.get(`/frontchannel-logout?${new URLSearchParams({ ...query(issuer.issuer) })}`)
    expect(response.status).toBe(400)
    expect(await browser.isLoggedIn()).toBe(true)
  })

  it('leaves nothing in the store for an unknown sid: anybody can send one', async () => {
    const coordination = memoryCoordination()
    const writes: string[] = []
    const noting = new Proxy(coordination, {
      get: (target, name: keyof Coordination) => {
        if (['setIfAbsent', 'compareAndSet', 'addMember', 'lease'].includes(name)) writes.push(name)
        return target[name]
      },
    })
    const own = await startWebApp<never, unknown>(issuer, {
      routes: { frontchannelLogout: '/frontchannel-logout' },
      coordination: noting,
    })
    writes.length = 0
    const query = new URLSearchParams({ iss: issuer.issuer, sid: 'made up' })
    expect((await own.browser().get(`/frontchannel-logout?${query}`)).status).toBe(200)
    expect(writes).toEqual([])
    await own.close()
  })

  it('doesn’t exist unless it is configured', async () => {
    const own = await startWebApp<never, unknown>(issuer)
    expect((await own.browser().get('/frontchannel-logout')).status).toBe(404)
    await own.close()
  })
})
