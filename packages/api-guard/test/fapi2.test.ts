import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { type ApiGuardOptions, apiGuard } from '../src/index.js'
import { audience, createApi, send } from './api.js'
import { baseUrl, dpopClient } from './dpop-client.js'

// What a FAPI 2.0 resource server must do: FAPI 2.0 Security Profile, 5.3.4 and 5.4.1.
const dpop = { baseUrl }

describe.each(['PS256', 'ES256', 'EdDSA'])('tokens signed with %s', (algorithm) => {
  let issuer: TestIssuer
  beforeAll(async () => {
    issuer = await startIssuer({ algorithm })
  })
  afterAll(() => issuer.close())

  it('are accepted with a proof, and refused without a binding', async () => {
    const client = await dpopClient()
    const app = createApi({ issuer: issuer.issuer, audience, security: 'fapi2', dpop })
    expect((await client.get(app, await issuer.accessToken({ cnf: { jkt: client.jkt } }))).status).toBe(200)
    const bearer = await send(app, await issuer.accessToken())
    expect([bearer.status, bearer.body.code]).toEqual([401, 'ERR_TOKEN_UNBOUND'])
  })
})

describe('tokens signed with RS256', () => {
  let issuer: TestIssuer
  beforeAll(async () => {
    issuer = await startIssuer({ algorithm: 'RS256' })
  })
  afterAll(() => issuer.close())

  it('are refused, although the key is published', async () => {
    const client = await dpopClient()
    const app = createApi({ issuer: issuer.issuer, audience, security: 'fapi2', dpop })
    const { status, body } = await client.get(app, await issuer.accessToken({ cnf: { jkt: client.jkt } }))
    expect([status, body.code]).toEqual([401, 'ERR_TOKEN_ALGORITHM'])
  })

  it.each(['RS256', 'ES384', 'PS512'])('proofs signed with %s are refused', async (algorithm) => {
    const es256 = await startIssuer({ algorithm: 'ES256' })
    const client = await dpopClient(algorithm)
    const app = createApi({ issuer: es256.issuer, audience, security: 'fapi2', dpop })
    const { status, body } = await client.get(app, await es256.accessToken({ cnf: { jkt: client.jkt } }))
    await es256.close()
    expect([status, body.code]).toEqual([401, 'ERR_DPOP_PROOF'])
  })
})

describe('a weaker option beside it throws when the guard is made', () => {
  const issuer = 'https://login.example.com'
  it.each<[string, Partial<ApiGuardOptions>, RegExp]>([
    ['no binding at all', {}, /"security" is 'fapi2', which needs "dpop" or "mutualTls"/],
    ['bearer tokens beside DPoP', { dpop: { ...dpop, required: false } }, /"dpop\.required" is weaker/],
    ['bearer tokens beside mutual TLS', { mutualTls: { required: false } }, /"mutualTls\.required" is weaker/],
    ['RS256', { dpop, algorithms: ['PS256', 'RS256'] }, /"algorithms" can't hold "RS256" beside "security"/],
    ['RS256 of one issuer', { dpop, issuer: [{ issuer, algorithms: ['RS256'] }] }, /"algorithms" can't hold "RS256"/],
    ['proofs with RS256', { dpop: { ...dpop, algorithms: ['RS256'] } }, /"dpop\.algorithms" is weaker/],
    ['another profile', { dpop, security: 'fapi1' as never }, /"security" must be 'fapi2'/],
  ])('%s', (_name, more, message) => {
    expect(() => apiGuard({ issuer, audience, security: 'fapi2', ...more })).toThrow(message)
  })

  it('but mutual TLS and what is as strong does not', () => {
    for (const more of [{ mutualTls: true }, { dpop: { ...dpop, required: true } }, { dpop, algorithms: ['ES256'] }]) {
      expect(() => apiGuard({ issuer, audience, security: 'fapi2', ...(more as object) })).not.toThrow()
    }
  })
})
