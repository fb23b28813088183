import { closingAfterEach } from '../../test/closing.js'
import { locationOf } from '../../test/login-browser.js'

const { open } = closingAfterEach()

describe('a base URL with a path', () => {
  it('has its routes below it, and nobody returns to a place beside it', async () => {
    const { app } = await open({}, { baseUrl: 'https://app.example.com/app' })
    const browser = app.browser()
    expect((await browser.get('/login')).status).toBe(404)
    for (const [returnTo, target] of [
      ['/app/profile', '/app/profile'],
      ['/apple', '/app/'],
      ['/', '/app/'],
      ['/app/login', '/app/'],
    ]) {
      const response = await browser.logIn(`/app/login?returnTo=${returnTo}`)
      expect(locationOf(response)).toBe(`https://app.example.com${target}`)
    }
    const logout = await browser.post('/app/logout')
    expect(locationOf(logout)).toBe('https://app.example.com/app/logout/continue')
  })
})

describe('several base URLs', () => {
  it('are chosen by the host of the request, and no other host is taken', async () => {
    const { app } = await open({}, { baseUrl: ['https://a.example.com', 'https://b.example.com/app'] })
    const at = (path: string, host: string) => app.browser().get(path, { Host: host })
    const redirectUri = (url: string) => new URL(url).searchParams.get('redirect_uri')
    expect(redirectUri(locationOf(await at('/login', 'a.example.com')))).toBe('https://a.example.com/callback')
    expect(redirectUri(locationOf(await at('/app/login', 'b.example.com')))).toBe('https://b.example.com/app/callback')
    for (const path of ['/login', '/callback?code=c&state=s', '/logout', '/backchannel-logout']) {
      expect((await at(path, 'evil.example')).status).toBe(404)
    }
    const response = await at('/profile', 'evil.example')
    expect([response.status, response.body.code]).toEqual([400, 'ERR_REQUEST_HOST'])
  })

  it('with one, the Host header decides nothing (host header injection)', async () => {
    const { app } = await open()
    const url = locationOf(
      await app.browser().get('/login', { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example' }),
    )
    expect(new URL(url).searchParams.get('redirect_uri')).toBe(`${app.baseUrl}/callback`)
  })
})
