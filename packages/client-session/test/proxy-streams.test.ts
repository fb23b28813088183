import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { api, app, browser, fromPage, issuer, send } from './proxy-app.js'

describe('a stream', () => {
  async function openStream(): Promise<{ response: IncomingMessage; ended: Promise<unknown> }> {
    const response = await send('/api/events')
    const [first] = (await once(response, 'data')) as [Buffer]
    expect(String(first)).toBe('data: first\n\n')
    // Never rejects: how it ends is what the tests ask.
    const ended = new Promise((resolve) => {
      response.once('error', () => resolve('broken off'))
      response.once('end', () => resolve('ended'))
    })
    return { response, ended }
  }

  it('of events is not held back', async () => {
    const { response } = await openStream()
    expect(response.headers['x-accel-buffering']).toBe('no')
    expect(response.headers['cache-control']).toContain('no-transform')
    api.streams.at(-1)?.write('data: second\n\n')
    const [second] = (await once(response, 'data')) as [Buffer]
    expect(String(second)).toBe('data: second\n\n')
    response.destroy()
  })

  it('ends upstream when the browser leaves', async () => {
    const { response } = await openStream()
    const upstream = api.streams.at(-1)
    if (upstream === undefined) throw new Error('no stream')
    response.destroy()
    await once(upstream, 'close')
  })

  it('that the API has not begun ends upstream, too, when the browser leaves', async () => {
    const left = new Promise((resolve) => {
      api.next((_req, res) => {
        res.once('close', () => resolve('left'))
        leave()
      })
    })
    const { port } = app.server.address() as AddressInfo
    const headers = { Cookie: browser.cookieHeader, ...fromPage }
    const call = httpRequest({ host: '127.0.0.1', port, path: '/api/list', headers }).on('error', () => undefined)
    const leave = () => call.destroy()
    call.end()
    expect(await left).toBe('left')
  })

  it.each([
    ['the user', async () => void (await browser.post('/logout'))],
    [
      'an administrator',
      async () => void (await app.web.sessionsOf({ iss: issuer.issuer, sub: 'user-1' }).revokeAll()),
    ],
  ])('ends in both directions when %s ends the session', async (_name, end) => {
    await browser.logIn()
    const { ended } = await openStream()
    const upstream = api.streams.at(-1)
    if (upstream === undefined) throw new Error('no stream')
    const closed = once(upstream, 'close')
    await end()
    await expect(ended).resolves.toBe('broken off')
    await closed
    expect(await browser.isLoggedIn()).toBe(false)
    await browser.logIn()
  })

  it('goes on when only the session id is renewed', async () => {
    const { response } = await openStream()
    const before = browser.cookieHeader
    await browser.post('/renew')
    expect(browser.cookieHeader).not.toBe(before)
    // Longer than two looks of the watch.
    await new Promise((resolve) => setTimeout(resolve, 1100))
    api.streams.at(-1)?.write('data: still here\n\n')
    const [next] = (await once(response, 'data')) as [Buffer]
    expect(String(next)).toBe('data: still here\n\n')
    response.destroy()
  })
})
