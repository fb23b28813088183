import { decodeJwt } from 'jose'
import { post } from '../../test/plain-client.js'
import { startIssuer, type TestIssuer, type TestIssuerOptions, type TokenExchangeRequest } from '../index.js'

let issuer: TestIssuer
afterEach(() => issuer.close())

async function start(options: TestIssuerOptions = {}) {
  issuer = await startIssuer({ algorithm: 'ES256', ...options })
}

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'
const exchange = (subject: string, more: Record<string, string> = {}) =>
  post(issuer, '/token', {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: subject,
    subject_token_type: accessTokenType,
    audience: 'https://orders.example',
    ...more,
  })

describe('token exchange', () => {
  it('asks the policy, with both tokens, the target and the scopes', async () => {
    const asked: TokenExchangeRequest[] = []
    await start({
      tokenExchange: (request) => {
        asked.push(request)
        return true
      },
    })
    const actor = await issuer.accessToken({ sub: 'agent' })
    const { body } = await exchange(await issuer.accessToken({ scope: 'use' }), {
      actor_token: actor,
      actor_token_type: accessTokenType,
      scope: 'orders:read',
    })
    expect(asked).toEqual([
      {
        clientId: 'client-1',
        subject: expect.objectContaining({ sub: 'user-1' }),
        actor: expect.objectContaining({ sub: 'agent' }),
        resources: ['https://orders.example'],
        scopes: ['orders:read'],
      },
    ])
    const claims = { aud: 'https://orders.example', sub: 'user-1', act: { sub: 'agent', iss: issuer.issuer } }
    expect(decodeJwt(body.access_token)).toMatchObject(claims)
    expect(body.issued_token_type).toBe(accessTokenType)
  })

  it.each([
    [false, 'invalid_target', undefined],
    [{ error: 'access_denied', error_description: 'not for you' }, 'access_denied', 'not for you'],
  ])('is refused where the policy says %j', async (decision, error, description) => {
    await start({ tokenExchange: () => decision })
    const { status, body } = await exchange(await issuer.accessToken())
    expect([status, body.error]).toEqual([400, error])
    if (description !== undefined) expect(body.error_description).toBe(description)
  })

  it('changes the audience and narrows the scope without a policy', async () => {
    await start()
    const token = await issuer.accessToken({ scope: 'read write' })
    const { body } = await exchange(token, { scope: 'read' })
    const expected = { sub: 'user-1', aud: 'https://orders.example', scope: 'read', act: { sub: 'client-1' } }
    expect(decodeJwt(body.access_token)).toMatchObject(expected)
  })

  it('nests earlier actors', async () => {
    await start()
    const token = await issuer.accessToken({ act: { sub: 'first' } })
    const { body } = await exchange(token)
    expect(decodeJwt(body.access_token).act).toEqual({ sub: 'client-1', act: { sub: 'first' } })
  })

  it('obeys may_act', async () => {
    await start()
    expect((await exchange(await issuer.accessToken({ may_act: { sub: 'client-1' } }))).status).toBe(200)
    expect((await exchange(await issuer.accessToken({ may_act: { sub: 'client-2' } }))).status).toBe(400)
  })

  it.each<[string, Record<string, string>, string]>([
    ['an unknown subject_token', { subject_token: 'unknown' }, 'invalid_request'],
    ['an ID token', { subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' }, 'invalid_request'],
    ['another requested type', { requested_token_type: 'urn:ietf:params:oauth:token-type:saml2' }, 'invalid_request'],
    ['a scope that the token lacks', { scope: 'admin' }, 'invalid_scope'],
  ])('refuses %s', async (_name, more, error) => {
    await start()
    expect((await exchange(await issuer.accessToken({ scope: 'use' }), more)).body).toMatchObject({ error })
  })
})

describe("Entra's on-behalf-of flow", () => {
  const onBehalfOf = (assertion: string, more: Record<string, string> = {}) =>
    post(issuer, '/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      requested_token_use: 'on_behalf_of',
      assertion,
      scope: 'api://orders/read',
      ...more,
    })

  it('exchanges a token for one of the API that the scope names', async () => {
    await start()
    const { body } = await onBehalfOf(await issuer.accessToken())
    expect(decodeJwt(body.access_token)).toMatchObject({ aud: 'api://orders', scope: 'read', sub: 'user-1' })
  })

  it('asks the policy', async () => {
    await start({ tokenExchange: () => ({ error: 'invalid_grant', error_description: 'AADSTS65001' }) })
    expect((await onBehalfOf(await issuer.accessToken())).body).toMatchObject({ error: 'invalid_grant' })
  })

  it.each<[string, Record<string, string>, string]>([
    ['another use', { requested_token_use: 'other' }, 'unsupported_grant_type'],
    ['an unknown assertion', { assertion: 'unknown' }, 'invalid_grant'],
    ['a scope without an API', { scope: 'read' }, 'invalid_scope'],
  ])('refuses %s', async (_name, more, error) => {
    await start()
    expect((await onBehalfOf(await issuer.accessToken(), more)).body).toMatchObject({ error })
  })
})
