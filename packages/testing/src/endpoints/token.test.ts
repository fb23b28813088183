import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { logIn } from '../../test/plain-client.js'
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

describe('a test', () => {
  it('changes the next ID token, once', async () => {
    await start()
    issuer.nextIdToken((claims, header) => {
      claims.nonce = 'nonce-2'
      header.typ = 'logout+jwt'
    })
    const { id_token } = await logIn(issuer)
    expect(decodeJwt(id_token)).toMatchObject({ nonce: 'nonce-2', sub: 'user-1' })
    expect(decodeProtectedHeader(id_token)).toMatchObject({ typ: 'logout+jwt', alg: 'ES256' })
    issuer.nextIdToken(() => 'not a token')
    expect(await logIn(issuer)).toMatchObject({ id_token: 'not a token' })
    expect(decodeJwt((await logIn(issuer)).id_token)).toMatchObject({ nonce: 'nonce-1' })
  })

  it('changes the next token response, once', async () => {
    await start()
    issuer.nextTokenResponse((body) => {
      body.token_type = 'DPoP'
    })
    expect(await logIn(issuer)).toMatchObject({ token_type: 'DPoP' })
    expect(await logIn(issuer)).toMatchObject({ token_type: 'Bearer' })
  })

  it('signs the ID tokens of a client with its algorithm, with a published key', async () => {
    await start({ clients: [{ clientId: 'client-1', clientSecret: 'secret-1', idTokenSignedResponseAlg: 'EdDSA' }] })
    const { id_token, access_token } = await logIn(issuer)
    const keys = createRemoteJWKSet(new URL(`${issuer.url}/jwks`))
    await expect(jwtVerify(id_token, keys, { algorithms: ['EdDSA'] })).resolves.toBeDefined()
    await expect(jwtVerify(access_token, keys, { algorithms: ['ES256'] })).resolves.toBeDefined()
  })
})
