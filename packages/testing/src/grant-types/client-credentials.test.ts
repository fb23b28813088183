import { decodeJwt } from 'jose'
import { post } from '../../test/plain-client.js'
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

it('makes the client the subject', async () => {
  await start()
  const { body } = await post(issuer, '/token', { grant_type: 'client_credentials', scope: 'read' })
  expect(decodeJwt(body.access_token)).toMatchObject({
    sub: 'client-1',
    scope: 'read',
    aud: 'https://api.example.com',
  })
  expect(body).not.toHaveProperty('id_token')
})
