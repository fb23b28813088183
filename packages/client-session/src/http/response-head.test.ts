import { createServer, type ServerResponse } from 'node:http'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import type { Response } from 'express'
import request from 'supertest'
import { setCookies } from '../../test/login-browser.js'
import { startWebApp, type WebApp } from '../../test/web-app.js'
import { watchResponse } from './response-head.js'

let issuer: TestIssuer
let app: WebApp<never, unknown>
beforeAll(async () => {
  issuer = await startIssuer()
  app = await startWebApp<never, unknown>(issuer, {
    define(express, web) {
      const set = (value: string) => (res: Response) => void res.set('Cache-Control', value)
      const cases: Record<string, (res: Response) => void> = {
        '/public': set('public, max-age=3600'),
        '/private': set('private, max-age=60'),
        '/no-store': set('no-store'),
        '/vary': (res) => void res.vary('Accept-Encoding'),
      }
      for (const [path, prepare] of Object.entries(cases)) {
        express.get(path, (req, res) => {
          prepare(res)
          res.json(web.of(req).user ?? null)
        })
      }
      express.get('/untouched', (_req, res) => void res.set('Cache-Control', 'public, max-age=3600').json({}))
      express.get('/head', (req, res) => {
        web.of(req).isAuthenticated()
        res.writeHead(200, 'Fine', { 'Cache-Control': 'public', 'Set-Cookie': 'own=1' }).end()
      })
      express.get('/own-cookie', (_req, res) => void res.set('Cache-Control', 'public').cookie('lang', 'de').json({}))
      express.get('/pairs', (req, res) => {
        web.of(req).isAuthenticated()
        res.writeHead(200, ['Cache-Control', 'public', 'X-Own', '1', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2']).end()
      })
    },
  })
})
afterAll(async () => {
  await app.close()
  await issuer.close()
})

describe('an answer that depends on who is logged in', () => {
  it.each([
    ['/', 'private, no-store', 'Cookie'],
    ['/public', 'private, no-store', 'Cookie'],
    ['/private', 'private, max-age=60', 'Cookie'],
    ['/no-store', 'no-store', 'Cookie'],
    ['/vary', 'private, no-store', 'Accept-Encoding, Cookie'],
    ['/head', 'private, no-store', 'Cookie'],
    ['/pairs', 'private, no-store', 'Cookie'],
  ])('%s stays out of shared caches: %s', async (path, cacheControl, vary) => {
    const browser = app.browser()
    await browser.logIn()
    const { headers } = await browser.get(path)
    expect([headers['cache-control'], headers.vary]).toEqual([cacheControl, vary])
  })

  it('keeps what the app hands to writeHead itself', async () => {
    const browser = app.browser()
    await browser.logIn()
    expect(setCookies(await browser.get('/head'))).toEqual(['own=1'])
    const pairs = await browser.get('/pairs')
    expect([pairs.headers['x-own'], setCookies(pairs)]).toEqual(['1', ['a=1', 'b=2']])
  })
})

describe('an answer that doesn’t', () => {
  it('is cached as the app says, for a logged-in user, too', async () => {
    const browser = app.browser()
    await browser.logIn()
    expect((await browser.get('/untouched')).headers['cache-control']).toBe('public, max-age=3600')
  })

  it('may set a cookie of the app’s own, and be cached as the app says', async () => {
    const browser = app.browser()
    await browser.logIn()
    expect((await browser.get('/own-cookie')).headers['cache-control']).toBe('public')
  })

  it('is left alone for a stranger', async () => {
    const { headers } = await app.browser().get('/untouched')
    expect([headers['cache-control'], headers.vary]).toEqual(['public, max-age=3600', undefined])
  })
})

describe('an answer that says that nobody is logged in', () => {
  it('may be stored, but for strangers alone', async () => {
    const { headers } = await app.browser().get('/public')
    expect([headers['cache-control'], headers.vary]).toEqual(['public, max-age=3600', 'Cookie'])
  })
})

describe('an answer that sets a cookie', () => {
  it('is never stored, even as an error without headers of its own (CVE-2025-48947)', async () => {
    const browser = app.browser()
    issuer.nextAuthorizationError('access_denied')
    for (const response of [await browser.get('/login'), await browser.logIn()]) {
      expect(setCookies(response).length).toBeGreaterThan(0)
      expect(response.headers['cache-control']).toContain('no-store')
    }
  })
})

describe('without express-session of our own', () => {
  it.each<[string, (res: ServerResponse) => void]>([
    ['an object', (res) => void res.writeHead(200, { 'Cache-Control': 'public', 'Set-Cookie': ['a=1', 'b=2'] })],
    [
      'a flat array',
      (res) => void res.writeHead(200, 'OK', ['Cache-Control', 'public', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2']),
    ],
    [
      'pairs',
      (res) =>
        void res.writeHead(200, [
          ['Cache-Control', 'public'],
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
        ] as never),
    ],
  ])('headers handed to writeHead as %s are no way around it', async (_name, write) => {
    const server = createServer((_req, res) => {
      const response = watchResponse(res, 'tandem')
      response.markPersonal()
      response.addCookie('ours=1')
      write(res)
      res.end()
    })
    const response = await request(server).get('/')
    expect(response.headers['cache-control']).toBe('private, no-store')
    expect(setCookies(response)).toEqual(['a=1', 'b=2', 'ours=1'])
  })
})
