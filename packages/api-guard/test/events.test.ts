import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { eventNames } from '@tandem-auth/tokens'
import express from 'express'
import request from 'supertest'
import { type ApiGuardOptions, apiGuard, authErrorHandler, requireScopes } from '../src/index.js'
import { audience, createApi, send } from './api.js'

const introspection = { clientId: 'client-1', clientSecret: 'secret-1' }
const seen: [name: string, message: unknown][] = []
let issuer: TestIssuer

function see(message: unknown, name: string | symbol): void {
  seen.push([String(name).replace('tandem-auth:', ''), message])
}

beforeAll(async () => {
  issuer = await startIssuer()
  for (const name of eventNames) subscribe(`tandem-auth:${name}`, see)
})
afterAll(async () => {
  for (const name of eventNames) unsubscribe(`tandem-auth:${name}`, see)
  await issuer.close()
})
beforeEach(() => {
  issuer.restore()
  seen.length = 0
})

function options(): ApiGuardOptions {
  return { issuer: issuer.issuer, audience, introspection, scopes: 'read:orders' }
}

it('tells of tokens, keys and introspection, by codes', async () => {
  const app = createApi(options())
  const jwt = await issuer.accessToken({ scope: 'read:orders' })
  await send(app, jwt)
  await send(app, jwt)
  await send(app, issuer.opaqueToken({ scope: 'read:orders' }))
  await send(app, issuer.opaqueToken())
  await send(app, await issuer.idToken())
  await send(app, await issuer.accessToken({ iss: 'https://other.example.com' }))
  await request(app).get('/')
  issuer.respondWith('introspection', { status: 500 })
  await send(app, 'opaque')
  const { issuer: name } = issuer
  const accepted = (format: string) => ['token.accepted', { format, issuer: name, clientId: 'client-1' }]
  const refused = (code: string, status: number, format?: string, of?: string) => [
    'token.refused',
    { code, status, format, issuer: of },
  ]
  expect(seen).toEqual([
    ['keys.refreshed', { issuer: name, keys: 1, dropped: [] }],
    accepted('jwt'),
    accepted('jwt'),
    ['introspection.answered', { issuer: name, active: true }],
    accepted('opaque'),
    ['introspection.answered', { issuer: name, active: true }],
    refused('ERR_INSUFFICIENT_SCOPE', 403, 'opaque', name),
    refused('ERR_TOKEN_KIND', 401, 'jwt', name),
    refused('ERR_TOKEN_ISSUER', 401, 'jwt'),
    refused('ERR_CREDENTIALS_MISSING', 401),
    ['introspection.failed', { issuer: name, code: 'ERR_INTROSPECTION_UNAVAILABLE' }],
    refused('ERR_INTROSPECTION_UNAVAILABLE', 503, 'opaque', name),
  ])
})

it('tells of what a route refuses', async () => {
  const app = express()
  app.use(apiGuard(options()), requireScopes('write:orders'), authErrorHandler())
  await send(app, await issuer.accessToken({ scope: 'read:orders' }))
  expect(seen.at(-1)).toEqual([
    'token.refused',
    { code: 'ERR_INSUFFICIENT_SCOPE', status: 403, format: 'jwt', issuer: issuer.issuer },
  ])
})

it('tells of tokens that came some other way', async () => {
  const guard = apiGuard(options())
  await guard.verify(await issuer.accessToken({ scope: 'read:orders' }))
  await guard.verify(17 as never).catch(() => undefined)
  expect(seen.map(([name]) => name)).toEqual(['keys.refreshed', 'token.accepted', 'token.refused'])
})

it('never holds a token, nor a part of one', async () => {
  const app = createApi(options())
  const tokens = [
    await issuer.accessToken({ scope: 'read:orders', secret: 'in-the-claims' }),
    await issuer.accessToken({ iss: 'https://attacker.example.com/in-the-issuer' }),
    await issuer.idToken(),
    issuer.opaqueToken({ scope: 'read:orders' }),
    'made-up',
  ]
  for (const token of tokens) await send(app, token)
  const text = JSON.stringify(seen)
  for (const part of tokens.flatMap((token) => token.split('.'))) expect(text).not.toContain(part)
  expect(text).not.toMatch(/in-the-claims|in-the-issuer|user-1/)
})
