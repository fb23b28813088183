import { compactDecrypt, createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose'
import { authorize, redirectParamsOf, redirectUri, startAuthorization } from '../../test/plain-client.js'
import { startIssuer, type TestIssuer } from '../index.js'

let issuer: TestIssuer
beforeEach(async () => {
  issuer = await startIssuer({ algorithm: 'ES256' })
})
afterEach(() => issuer.close())

const ask = (mode: string) => authorize(issuer, startAuthorization({ response_mode: mode }).params)
const verify = (token = '') =>
  jwtVerify(token, createRemoteJWKSet(new URL(`${issuer.url}/jwks`)), { issuer: issuer.issuer, audience: 'client-1' })

it.each(['query.jwt', 'jwt'])('%s puts a signed response into the query', async (mode) => {
  const params = redirectParamsOf(await ask(mode))
  expect(Object.keys(params)).toEqual(['response'])
  const { payload } = await verify(params.response)
  expect(payload).toMatchObject({ code: expect.stringMatching(/^code-/), state: 'state-1', exp: expect.any(Number) })
})

it('form_post.jwt posts a signed response', async () => {
  const html = await (await ask('form_post.jwt')).text()
  expect(html).toContain(`action="${redirectUri}"`)
  await verify(/name="response" value="([^"]+)"/.exec(html)?.[1])
})

it('signs errors too', async () => {
  issuer.nextAuthorizationError('access_denied')
  const { payload } = await verify(redirectParamsOf(await ask('query.jwt')).response)
  expect(payload).toMatchObject({ error: 'access_denied', state: 'state-1' })
})

it('applies each scripted change once', async () => {
  issuer.nextJarmResponse((claims) => {
    claims.aud = 'client-2'
  })
  await expect(verify(redirectParamsOf(await ask('jwt')).response)).rejects.toThrow(/aud/)
  await verify(redirectParamsOf(await ask('jwt')).response)
})

it('signs with the algorithm of the client, and encrypts to its key', async () => {
  const pair = await generateKeyPair('ECDH-ES', { extractable: true })
  const jwks = { keys: [await exportJWK(pair.publicKey)] }
  const signed = { authorizationSignedResponseAlg: 'EdDSA', authorizationEncryptedResponseAlg: 'ECDH-ES' }
  issuer.addClient({ clientId: 'client-1', jwks, ...signed })
  const { response = '' } = redirectParamsOf(await ask('jwt'))
  const { plaintext, protectedHeader } = await compactDecrypt(response, pair.privateKey)
  expect(protectedHeader).toMatchObject({ alg: 'ECDH-ES', enc: 'A256GCM', cty: 'JWT' })
  const { protectedHeader: inner } = await verify(new TextDecoder().decode(plaintext))
  expect(inner.alg).toBe('EdDSA')
})
