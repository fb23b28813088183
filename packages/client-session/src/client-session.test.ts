import { closingAfterEach } from '../test/closing.js'

const { open } = closingAfterEach()

describe('a route that is turned off', () => {
  it('belongs to the app, and isn’t named anywhere', async () => {
    const { app } = await open({}, { routes: { login: false, logout: false, backchannelLogout: false } })
    const browser = app.browser()
    for (const path of ['/login', '/logout', '/logout/continue', '/backchannel-logout']) {
      expect((await browser.get(path)).status).toBe(404)
    }
    const response = await browser.get('/profile', { 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' })
    expect(response.headers['www-authenticate']).toBe(`Session realm="${app.baseUrl}"`)
  })

  it('leaves the page after web.of(req).logout to the answer itself', async () => {
    const { issuer, app } = await open(
      {},
      {
        routes: { logout: false },
        define: (express, web) => void express.post('/bye', (req, _res, next) => void web.of(req).logout().catch(next)),
      },
    )
    const browser = app.browser()
    await browser.logIn()
    const response = await browser.post('/bye')
    expect([response.status, response.text.includes(`${issuer.url}/logout`)]).toEqual([200, true])
  })
})
