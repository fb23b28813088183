import { closingAfterEach } from '../../test/closing.js'
import { locationOf } from '../../test/login-browser.js'

const { openApp, openIssuer } = closingAfterEach()

describe('several providers', () => {
  async function startTwo() {
    const [one, two] = [
      await openIssuer({ user: { sub: 'same-sub' } }),
      await openIssuer({ user: { sub: 'same-sub' } }),
    ]
    const app = await openApp(undefined, {
      issuer: [
        { issuer: one.issuer, clientId: 'client-1', clientSecret: 'secret-1' },
        { issuer: two.issuer, clientId: 'client-2', clientSecret: 'secret-2' },
      ],
      selectIssuer: (req) =>
        req.headers['x-tenant'] === 'two'
          ? two.issuer
          : req.headers['x-tenant'] === 'evil'
            ? 'https://evil.example'
            : one.issuer,
    })
    two.addClient({ clientId: 'client-2', clientSecret: 'secret-2' })
    return { one, two, app }
  }

  it('are chosen per request, from the configured ones alone', async () => {
    const { one, two, app } = await startTwo()
    const at = async (tenant: string) => await app.browser().get('/login', { 'X-Tenant': tenant })
    expect(new URL(locationOf(await at('one'))).origin).toBe(one.url)
    const second = new URL(locationOf(await at('two')))
    expect([second.origin, second.searchParams.get('client_id')]).toEqual([two.url, 'client-2'])
    const third = await at('evil')
    expect([third.status, third.body.code]).toEqual([500, 'ERR_ISSUER_SELECTION'])
  })

  it('keep their users apart: the same sub at another issuer is somebody else', async () => {
    const { one, two, app } = await startTwo()
    const users = []
    for (const issuer of [one, two]) {
      const browser = app.browser()
      await browser.logIn(`/login?iss=${encodeURIComponent(issuer.issuer)}`)
      users.push((await browser.get('/')).body.user)
    }
    expect(users).toEqual([
      { iss: one.issuer, sub: 'same-sub' },
      { iss: two.issuer, sub: 'same-sub' },
    ])
  })

  it('can’t answer for each other (mix-up)', async () => {
    const { one, two, app } = await startTwo()
    const browser = app.browser()
    const url = new URL(await browser.authorize(`/login?iss=${encodeURIComponent(one.issuer)}`))
    two.resetRequests()
    url.searchParams.set('iss', two.issuer)
    expect((await browser.get(url.href)).body.code).toBe('ERR_LOGIN_ISSUER')
    expect([one.count('token'), two.count('token')]).toEqual([0, 0])
  })
})
