import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { moveClock, takeClock } from './clock.js'
import { locationOf } from './login-browser.js'
import { startWebApp, type WebApp } from './web-app.js'

let issuer: TestIssuer
let app: WebApp<never, unknown>
beforeAll(async () => {
  issuer = await startIssuer({ user: { sub: 'jane', name: 'Jane', email: 'jane@example.com', shoe_size: 38 } })
  app = await startWebApp<never, unknown>(issuer)
})
afterAll(async () => {
  await app.close()
  await issuer.close()
})

afterEach(() => jest.useRealTimers())

describe('a login', () => {
  it('ends in a session that knows who it is', async () => {
    const browser = app.browser()
    const response = await browser.logIn('/login?returnTo=/profile')
    expect([response.status, locationOf(response)]).toEqual([303, `${app.baseUrl}/profile`])
    const profile = await browser.get('/profile')
    expect(profile.body).toEqual({ iss: issuer.issuer, sub: 'jane', name: 'Jane', email: 'jane@example.com' })
    expect(profile.headers).toMatchObject({ 'cache-control': 'private, no-store', vary: 'Cookie' })
    expect(issuer.violations).toEqual([])
  })

  it('lasts no longer than the provider’s own session, where the ID token says when that ends', async () => {
    takeClock()
    const browser = app.browser()
    issuer.nextIdToken((claims) => void Object.assign(claims, { session_expiry: Math.floor(Date.now() / 1000) + 2 }))
    await browser.logIn()
    expect((await browser.get('/')).body.user).not.toBeNull()
    moveClock(2100)
    expect((await browser.get('/')).body.user).toBeNull()
  })
})
