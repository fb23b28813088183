import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import express from 'express'
import type { Browser } from './login-browser.js'
import { startUpstreamApi, type UpstreamApi } from './upstream-api.js'
import { startWebApp, type WebApp } from './web-app.js'

type App = WebApp<'orders' | 'gone', unknown>

/** An issuer, an API, and an app that passes requests on to it, for all tests of the file that imports them. */
export let issuer: TestIssuer
export let api: UpstreamApi
export let app: App
export let browser: Browser
beforeAll(async () => {
  issuer = await startIssuer()
  api = await startUpstreamApi()
  app = await startWebApp<'orders' | 'gone', unknown>(issuer, {
    apis: {
      orders: { url: `${api.url}/v1`, scopes: ['read:orders'] },
      gone: { url: 'http://127.0.0.1:9' },
    },
    define(server, web) {
      const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE']
      const paths = ['/list', '/events', '/items/:id', '/files/*']
      server.use(
        '/parsed',
        express.json(),
        express.urlencoded(),
        express.text(),
        web.proxy('orders', { methods, paths }),
      )
      server.use('/raw', express.raw({ type: '*/*' }), web.proxy('orders', { methods, paths }))
      server.use('/api', web.proxy('orders', { methods, paths }))
      server.use('/read-only', web.proxy('orders', { methods: ['GET'], paths: ['/list'] }))
      server.use('/gone', web.proxy('gone', { methods, paths }))
      server.post('/renew', (req, res, next) => {
        web
          .of(req)
          .renewSessionId()
          .then(() => res.end(), next)
      })
      server.use('/own', web.sameOrigin(), (_req, res) => void res.json({ own: true }))
    },
  })
  browser = app.browser()
  await browser.logIn()
})
afterAll(async () => {
  await app.close()
  await api.close()
  await issuer.close()
})

export const fromPage = {
  'Sec-Fetch-Site': 'same-origin',
  'Sec-Fetch-Mode': 'cors',
  'Sec-Fetch-Dest': 'empty',
  Accept: '*/*',
}

/** A request of a page's script, byte for byte as it is written here. */
export async function send(
  path: string,
  options: RequestOptions = {},
  body?: string | Buffer,
): Promise<IncomingMessage> {
  const { port } = app.server.address() as AddressInfo
  const headers = { Cookie: browser.cookieHeader, ...fromPage, ...(options.headers as object) }
  const call = httpRequest({ host: '127.0.0.1', port, ...options, path, headers })
  call.end(body)
  const [response] = (await once(call, 'response')) as [IncomingMessage]
  return response
}

export async function textOf(response: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of response) text += chunk
  return text
}

export async function json(path: string, options?: RequestOptions, body?: string | Buffer) {
  const response = await send(path, options, body)
  return {
    status: response.statusCode,
    headers: response.headers,
    body: JSON.parse((await textOf(response)) || 'null'),
  }
}

export const lastArrival = () => {
  const arrival = api.arrivals.at(-1)
  if (arrival === undefined) throw new Error('nothing has reached the API')
  return arrival
}

/** A request that must not reach the API. */
export async function unreached(path: string, options?: RequestOptions, body?: string) {
  const { length } = api.arrivals
  const { status, body: problem, headers } = await json(path, options, body)
  expect(api.arrivals).toHaveLength(length)
  return { status, code: problem?.code, headers }
}
