import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import type { TokenProfileName } from '@tandem-auth/tokens'
import express, { type Express } from 'express'
import request, { type Response } from 'supertest'
import { type ApiGuardOptions, apiGuard, authErrorHandler, authOf, requirePermissions } from '../src/index.js'

const audience = 'https://api.example.com'
let issuer: TestIssuer

beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(() => issuer.close())

function api(options: Partial<ApiGuardOptions>): Express {
  const app = express()
  const introspection = { clientId: 'client-1', clientSecret: 'secret-1' }
  app.use(apiGuard({ issuer: issuer.issuer, audience, introspection, ...options }))
  app.get('/', (req, res) => {
    res.json(authOf(req))
  })
  app.get('/permitted', requirePermissions('read'), (_req, res) => {
    res.json({})
  })
  app.use(authErrorHandler({ hints: true }))
  return app
}

async function ask(tokenProfile: TokenProfileName, response: Record<string, unknown>, path = '/'): Promise<Response> {
  const token = issuer.opaqueToken(response)
  return request(api({ tokenProfile })).get(path).auth(token, { type: 'bearer' })
}

type Case = readonly [name: string, profile: TokenProfileName, response: Record<string, unknown>, auth: object]

const accepted: readonly Case[] = [
  [
    'Okta: scope and client_id, where the JWT has scp and cid',
    'okta',
    { scope: 'openid read', client_id: '0oa', uid: '00u', jti: 'AT.1' },
    { scopes: ['openid', 'read'], clientId: '0oa', isMachine: false },
  ],
  [
    'Okta: a client',
    'okta',
    { scope: 'read', client_id: '0oa', sub: '0oa', jti: 'AT.1' },
    { clientId: '0oa', isMachine: true },
  ],
  [
    'Okta: neither',
    'okta',
    { scope: 'read', client_id: undefined, cid: '0oa', sub: 'x', jti: 'AT.1' },
    { clientId: '0oa' },
  ],
  [
    'Keycloak: a user, with roles',
    'keycloak',
    {
      typ: 'Bearer',
      client_id: 'web',
      preferred_username: 'alice',
      sid: 's',
      realm_access: { roles: ['read'] },
    },
    { clientId: 'web', isMachine: false },
  ],
  [
    'FusionAuth: a user',
    'fusionauth',
    { applicationId: 'app', client_id: undefined, roles: ['read'], tty: 'at', auth_time: 1, sid: 's' },
    { clientId: 'app', isMachine: false },
  ],
  [
    'FusionAuth: an Entity',
    'fusionauth',
    { client_id: undefined, sub: 'entity', permissions: ['read'], tty: 'at' },
    { clientId: 'entity', isMachine: true },
  ],
  ['Hydra: an access token', 'hydra', { token_use: 'access_token', scope: 'read' }, { scopes: ['read'] }],
  ['Hydra: what has no token_use', 'hydra', { scope: 'read' }, { scopes: ['read'] }],
  ['Keycloak: what has no typ', 'keycloak', { client_id: 'web' }, { clientId: 'web' }],
  ['authentik: the client by azp', 'authentik', { client_id: undefined, azp: 'web' }, { clientId: 'web' }],
]

it.each(accepted)('takes the answer about an access token: %s', async (_name, profile, stored, auth) => {
  const response = await ask(profile, stored)
  expect(response.body).toMatchObject({ format: 'opaque', ...auth })
  expect(response.status).toBe(200)
})

it('reads the roles of an answer as the provider means them', async () => {
  const roles = { typ: 'Bearer', resource_access: { [audience]: { roles: ['read'] } } }
  expect((await ask('keycloak', roles, '/permitted')).status).toBe(200)
  const others = { typ: 'Bearer', resource_access: { other: { roles: ['read'] } } }
  expect((await ask('keycloak', others, '/permitted')).body.code).toBe('ERR_INSUFFICIENT_PERMISSION')
})

const refused: readonly (readonly [string, TokenProfileName, Record<string, unknown>])[] = [
  ['Okta: an ID token', 'okta', { jti: 'ID.1', scope: undefined }],
  ['Okta: a refresh token', 'okta', { scope: 'offline_access', client_id: '0oa', uid: '00u' }],
  ['Keycloak: a refresh token', 'keycloak', { typ: 'Refresh' }],
  ['Keycloak: an ID token', 'keycloak', { typ: 'ID' }],
  ['FusionAuth: an ID token', 'fusionauth', { nonce: 'n', applicationId: 'app' }],
  ['FusionAuth: an ID token without nonce', 'fusionauth', { auth_time: 1, sid: 's' }],
  ['FusionAuth: another kind of token', 'fusionauth', { applicationId: 'app', tty: 'it' }],
  ['Hydra: a refresh token', 'hydra', { token_use: 'refresh_token', scope: 'read' }],
]

it.each(refused)('refuses an active answer about something else: %s', async (_name, profile, stored) => {
  const response = await ask(profile, stored)
  expect(response.body.code).toBe('ERR_TOKEN_KIND')
  expect(response.status).toBe(401)
  expect(response.headers['www-authenticate']).toBe(
    'Bearer error="invalid_token", error_description="the token is not an access token"',
  )
})

describe('Google', () => {
  const client = '915-x.apps.googleusercontent.com'
  const scope = 'https://www.googleapis.com/auth/calendar'
  const info = {
    azp: client,
    aud: client,
    sub: '107',
    scope: `openid ${scope}`,
    exp: String(Math.floor(Date.now() / 1000) + 3599),
    expires_in: '3599',
    email: 'jane@example.com',
    email_verified: 'true',
  }

  async function askGoogle(status: number, body: object): Promise<Response> {
    issuer.respondWith('/tokeninfo', {
      status,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const guard = {
      tokenProfile: 'google',
      audience: false,
      clientIds: [client],
      scopes: scope,
      introspection: { endpoint: `${issuer.url}/tokeninfo` },
    } as const
    return request(api(guard)).get('/').auth('ya29.a0AfH6SMBx', { type: 'bearer' })
  }

  it('takes an opaque token that tokeninfo says was issued to one of our clients', async () => {
    const response = await askGoogle(200, info)
    expect(response.body).toMatchObject({
      format: 'opaque',
      clientId: client,
      subject: '107',
      scopes: ['openid', scope],
    })
    expect(response.body.expiresAt).toBe(Number(info.exp))
    expect(response.status).toBe(200)
  })

  it('shows the token in no address', async () => {
    issuer.resetRequests()
    await askGoogle(200, info)
    const [asked] = issuer.requests
    expect(asked?.method).toBe('POST')
    expect(asked?.query.size).toBe(0)
    expect(asked?.headers.authorization).toBe('Bearer ya29.a0AfH6SMBx')
  })

  it('says of a service account that it is no user', async () => {
    const response = await askGoogle(200, { ...info, email: 'jobs@project.iam.gserviceaccount.com' })
    expect(response.body.isMachine).toBe(true)
  })

  it('refuses the token of another app: who holds a token of anybody could otherwise call as that person', async () => {
    const response = await askGoogle(200, { ...info, azp: 'evil.apps.googleusercontent.com' })
    expect(response.body.code).toBe('ERR_TOKEN_CLIENT')
    expect(response.status).toBe(401)
  })

  it.each([
    ['says nothing of a client', { ...info, azp: undefined, aud: undefined }],
    ['says nothing of scopes', { ...info, scope: undefined }],
  ])('refuses where tokeninfo %s', async (_name, body) => {
    const response = await askGoogle(200, body)
    expect(response.body.code).toBe('ERR_TOKEN_KIND')
    expect(response.status).toBe(401)
  })

  it('refuses a token without the scope', async () => {
    const response = await askGoogle(200, { ...info, scope: 'openid' })
    expect(response.body.code).toBe('ERR_INSUFFICIENT_SCOPE')
    expect(response.status).toBe(403)
  })

  it('refuses a token that tokeninfo does not know', async () => {
    const response = await askGoogle(400, { error: 'invalid_token', error_description: 'Invalid Value' })
    expect(response.body.code).toBe('ERR_TOKEN_INACTIVE')
    expect(response.status).toBe(401)
  })
})
