import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { errorCodes } from '@tandem-auth/tokens'
import express, { type Express } from 'express'
import { audience, send } from '../test/api.js'
import { type AuthenticationRequirement, apiGuard, authErrorHandler, requireAuthentication } from './index.js'

let issuer: TestIssuer
beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(() => issuer.close())

function api(requirement: AuthenticationRequirement): Express {
  const app = express()
  const introspection = { clientId: 'client-1', clientSecret: 'secret-1' }
  app.use(apiGuard({ issuer: { issuer: issuer.issuer, introspection }, audience, clockTolerance: 5 }))
  app.get('/', requireAuthentication(requirement), (_req, res) => {
    res.json({})
  })
  app.use(authErrorHandler({ hints: true }))
  return app
}

const now = () => Math.floor(Date.now() / 1000)
const description = `error_description="${errorCodes.ERR_INSUFFICIENT_AUTHENTICATION[1]}"`

describe('RFC 9470, 3: a login that is too weak', () => {
  it.each([
    ['without acr', {}],
    ['with another acr', { acr: 'pwd' }],
    ['with an acr that is a list', { acr: ['mfa'] }],
    ['with the acr in another case', { acr: 'MFA' }],
    ['with both acr in one', { acr: 'hwk mfa' }],
  ])('%s: 401 with the acr_values in the order of preference', async (_name, claims) => {
    const response = await send(api({ acr: ['hwk', 'mfa'] }), await issuer.accessToken(claims))
    expect([response.status, response.body.code, response.headers['www-authenticate']]).toEqual([
      401,
      'ERR_INSUFFICIENT_AUTHENTICATION',
      `Bearer error="insufficient_user_authentication", ${description}, acr_values="hwk mfa"`,
    ])
  })

  it('is strong enough with any of them', async () => {
    for (const acr of ['hwk', 'mfa']) {
      expect((await send(api({ acr: ['hwk', 'mfa'] }), await issuer.accessToken({ acr }))).status).toBe(200)
    }
    const opaque = issuer.opaqueToken({ aud: audience, acr: 'mfa' })
    expect((await send(api({ acr: 'mfa' }), opaque)).status).toBe(200)
  })
})

describe('RFC 9470, 3: a login that is too old', () => {
  it.each([
    ['without auth_time', () => ({})],
    ['with an old auth_time', () => ({ auth_time: now() - 306 })],
    ['with an auth_time that is text', () => ({ auth_time: String(now()) })],
  ])('%s: 401 with max_age', async (_name, claims) => {
    const response = await send(api({ maxAge: 300 }), await issuer.accessToken(claims()))
    expect([response.status, response.headers['www-authenticate']]).toEqual([
      401,
      `Bearer error="insufficient_user_authentication", ${description}, max_age="300"`,
    ])
  })

  it('is fresh enough within max_age and the tolerance, and max_age may be 0', async () => {
    expect((await send(api({ maxAge: 300 }), await issuer.accessToken({ auth_time: now() - 302 }))).status).toBe(200)
    expect((await send(api({ maxAge: 0 }), await issuer.accessToken({ auth_time: now() }))).status).toBe(200)
    const { headers } = await send(api({ maxAge: 0 }), await issuer.accessToken({ auth_time: now() - 60 }))
    expect(headers['www-authenticate']).toContain('max_age="0"')
  })

  it('must be strong and fresh where both are asked for, and the challenge has both', async () => {
    const app = api({ acr: 'mfa', maxAge: 300 })
    for (const claims of [{ acr: 'mfa' }, { auth_time: now() }]) {
      const { headers } = await send(app, await issuer.accessToken(claims))
      expect(headers['www-authenticate']).toContain('acr_values="mfa", max_age="300"')
    }
    expect((await send(app, await issuer.accessToken({ acr: 'mfa', auth_time: now() }))).status).toBe(200)
  })
})

it.each([
  [{}, /"acr" or "maxAge" is required/],
  [undefined, /the options must be an object/],
  [{ acr: [] }, /"acr" must be a string or an array/],
  [{ acr: '' }, /"acr" must not hold a blank value/],
  [{ acr: 'two words' }, /"acr" must hold printable ASCII/],
  [{ acr: 'a"b' }, /"acr" must hold printable ASCII/],
  [{ maxAge: -1 }, /"maxAge"/],
  [{ maxAge: Number.NaN }, /"maxAge"/],
  [{ maxage: 5 }, /unknown option "maxage"; did you mean "maxAge"\?/],
])('requireAuthentication(%p) throws', (requirement, message) => {
  expect(() => requireAuthentication(requirement as never)).toThrow(message)
})
