import { basicAuthorization, post } from '../../test/plain-client.js'
import { generateSigningKey, type SigningKey, startIssuer, type TestIssuer, type TestIssuerOptions } from '../index.js'

let signingKey: SigningKey
let issuer: TestIssuer
beforeAll(async () => {
  signingKey = await generateSigningKey('ES256')
})
afterEach(() => issuer.close())

async function start(options: TestIssuerOptions = {}) {
  issuer = await startIssuer({ signingKey, ...options })
}

describe('a client authenticates', () => {
  const form = { grant_type: 'client_credentials' }
  const none = { authorization: '' }

  it('by Basic, with id and secret form-urlencoded', async () => {
    await start({ clients: [{ clientId: 'client:1', clientSecret: 'a b%' }] })
    const encoded = Buffer.from('client%3A1:a+b%25').toString('base64')
    expect((await post(issuer, '/token', form, { authorization: `Basic ${encoded}` })).status).toBe(200)
    const raw = Buffer.from('client:1:a b%').toString('base64')
    const response = await post(issuer, '/token', form, { authorization: `Basic ${raw}` })
    expect([response.status, response.body.error]).toEqual([401, 'invalid_client'])
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic/)
    expect(issuer.violations).toHaveLength(1)
  })

  it('by the body', async () => {
    await start()
    const right = { ...form, client_id: 'client-1', client_secret: 'secret-1' }
    expect((await post(issuer, '/token', right, none)).status).toBe(200)
    expect((await post(issuer, '/token', { ...right, client_secret: 'secret-2' }, none)).status).toBe(401)
    expect((await post(issuer, '/token', right, { authorization: basicAuthorization })).status).toBe(200)
    expect(issuer.violations).toEqual(['token: the client uses two authentication methods'])
  })

  it('by an assertion that is signed with its own key and used once', async () => {
    const key = await generateSigningKey('ES256', 'client-key')
    await start({ clients: [{ clientId: 'client-1', jwks: { keys: [key.publicJwk] } }] })
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: 'client-1', sub: 'client-1', aud: issuer.issuer, jti: 'a', iat: now, exp: now + 60 }
    const send = async (changed: object, with_: SigningKey = key) => {
      const client_assertion = await issuer.sign({ ...claims, ...changed }, {}, with_)
      const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
      return post(issuer, '/token', { ...form, client_assertion, client_assertion_type }, none)
    }
    expect((await send({})).status).toBe(200)
    expect(issuer.violations).toEqual([])
    expect((await send({})).status).toBe(200)
    expect(issuer.violations).toEqual(['client_assertion: the jti was already used'])
    for (const changed of [
      { aud: 'https://other.example' },
      { iss: 'client-2' },
      { iat: undefined },
      { exp: now - 60 },
    ]) {
      expect((await send(changed)).body).toMatchObject({ error: 'invalid_client' })
    }
    expect((await send({ jti: 'b' }, signingKey)).status).toBe(401)
  })

  it('only by the method that it is registered for', async () => {
    const client = { clientId: 'client-1', clientSecret: 'secret-1', tokenEndpointAuthMethod: 'client_secret_post' }
    await start({ clients: [client] })
    expect((await post(issuer, '/token', form)).body).toMatchObject({ error: 'invalid_client' })
  })
})
