import { type AddressInfo, connect } from 'node:net'
import { api, app, browser, send, unreached } from './proxy-app.js'

describe('nothing reaches the API', () => {
  it.each([
    ['of another site (form, fetch, image)', { 'Sec-Fetch-Site': 'cross-site' }],
    ['of a sibling subdomain', { 'Sec-Fetch-Site': 'same-site', Origin: 'http://sub.127.0.0.1' }],
    ['of another site in an older browser', { 'Sec-Fetch-Site': [], Origin: 'https://evil.example' }],
    ['of nobody in particular', { 'Sec-Fetch-Site': [] }],
    ["of a sibling's speculation rules", { 'Sec-Fetch-Site': 'none', 'Sec-Purpose': 'prefetch' }],
  ])('%s', async (_name, headers) => {
    expect(await unreached('/api/list', { headers })).toMatchObject({ status: 403, code: 'ERR_CROSS_SITE' })
  })

  it('without a login, which is never a redirect', async () => {
    const refused = await unreached('/api/list', { headers: { Cookie: '', 'Sec-Fetch-Mode': 'navigate' } })
    expect(refused).toMatchObject({ status: 401, code: 'ERR_LOGIN_REQUIRED' })
    expect(refused.headers.location).toBeUndefined()
  })

  it('by a method that is not listed', async () => {
    const refused = await unreached('/read-only/list', { method: 'POST' })
    expect(refused).toMatchObject({ status: 405, code: 'ERR_REQUEST_METHOD' })
    expect(refused.headers.allow).toBe('GET')
    for (const method of ['OPTIONS', 'PATCH', 'TRACE', 'PROPFIND']) {
      expect((await send('/api/list', { method })).statusCode).toBe(405)
    }
  })

  it.each([
    '/api/other',
    '/api/files/../admin',
    '/api/files/%2e%2e/admin',
    '/api/files/%2E%2E%2Fadmin',
    '/api/files/..%5cadmin',
    '/api/items/1%2F..%2F..%2Fadmin',
    '/api//evil.example/list',
    '/api/list;x=1',
    '/api/LIST',
    '/api/list/',
    '/api/files\\..\\admin',
    '/api/%252e%252e/admin',
  ])('by the path %s', async (path) => {
    expect(await unreached(path)).toMatchObject({ status: 404, code: 'ERR_PROXY_PATH' })
  })

  it('by the absolute form of the request target', async () => {
    const { length } = api.arrivals
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
    const lines = ['GET http://evil.example/api/list HTTP/1.1', `Host: ${new URL(app.baseUrl).host}`]
    lines.push(`Cookie: ${browser.cookieHeader}`, 'Sec-Fetch-Site: same-origin', 'Connection: close', '', '')
    socket.end(lines.join('\r\n'))
    let text = ''
    for await (const chunk of socket) text += chunk
    expect(text).toMatch(/^HTTP\/1\.1 404 /)
    expect(api.arrivals).toHaveLength(length)
  })
})
