import { memoryCoordination } from '../src/storage/memory-coordination.js'
import { memoryStore } from '../src/storage/memory-session-store.js'
import { closingAfterEach } from './closing.js'
import type { WebAppOptions } from './web-app.js'

const { openIssuer, openApp } = closingAfterEach()

/** Two apps with one secret and one store, each with its own cookie name. */
async function openShopAndAdmin(admin: WebAppOptions<never, unknown>, sameIssuer = false) {
  const shared = { store: memoryStore() }
  const coordination = memoryCoordination()
  const shopIssuer = await openIssuer()
  const adminIssuer = sameIssuer ? shopIssuer : await openIssuer()
  const shop = await openApp(shopIssuer, { session: { ...shared, name: 'shop' }, coordination })
  const own = await openApp(adminIssuer, { session: { ...shared, name: 'admin' }, coordination, ...admin })
  return { shop, admin: own, shopIssuer, adminIssuer }
}

describe('a session of another issuer or client, under the same secret and in the same store', () => {
  it.each([
    ['issuer', {}, false],
    ['client', { clientId: 'client-2' }, true],
  ] as const)('is not a login, though its cookie was renamed: another %s', async (_name, options, sameIssuer) => {
    const { shop, admin } = await openShopAndAdmin(options, sameIssuer)
    const customer = shop.browser()
    await customer.logIn()
    expect(await customer.isLoggedIn()).toBe(true)
    const intruder = admin.browser()
    intruder.cookies.set('admin', customer.cookies.get('shop') ?? '')
    expect(await intruder.isLoggedIn()).toBe(false)
    expect((await intruder.get('/profile', { 'Sec-Fetch-Mode': 'cors', Accept: 'application/json' })).status).toBe(401)
    // It isn't destroyed either: it is a login over there.
    expect(await customer.isLoggedIn()).toBe(true)
  })

  it('does not hand its data to the login that follows, and is not ended by it', async () => {
    const cart = (app: { get(path: string, handler: (req: unknown, res: never) => void): unknown }) =>
      app.get('/cart', (req, res: { json(value: unknown): void }) => {
        const { session } = req as { session: { cart?: string } }
        res.json(session.cart ?? null)
        session.cart ??= 'apples'
      })
    const { shop, admin } = await openShopAndAdmin({ define: cart })
    const customer = shop.browser()
    await customer.logIn()
    const visitor = admin.browser()
    visitor.cookies.set('admin', customer.cookies.get('shop') ?? '')
    await visitor.logIn()
    expect(await visitor.isLoggedIn()).toBe(true)
    expect((await visitor.get('/cart')).body).toBeNull()
    expect(await customer.isLoggedIn()).toBe(true)
  })

  it('is not ended by a logout token for the other client, nor listed there', async () => {
    const { shop, admin, shopIssuer } = await openShopAndAdmin({ clientId: 'client-2' }, true)
    const customer = shop.browser()
    await customer.logIn()
    const subject = { iss: shopIssuer.issuer, sub: 'user-1' }
    expect(await admin.web.sessionsOf(subject).list()).toEqual([])
    expect(await admin.web.sessionsOf(subject).revokeAll()).toBe(0)
    const logout_token = await shopIssuer.logoutToken({ sub: subject.sub, aud: 'client-2' })
    expect((await admin.browser().post('/backchannel-logout', { form: { logout_token } })).status).toBe(200)
    expect(await customer.isLoggedIn()).toBe(true)
    expect(await shop.web.sessionsOf(subject).revokeAll()).toBe(1)
    expect(await customer.isLoggedIn()).toBe(false)
  })
})
