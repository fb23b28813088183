import { compactDecrypt, exportJWK, generateKeyPair, jwtVerify } from 'jose'
import { encryptJwe, startIssuer, type TestClient, type TestIssuer, type TestIssuerOptions } from '../src/index.js'
import { logIn, post } from './plain-client.js'

let issuer: TestIssuer
afterEach(() => issuer.close())

async function start(algorithm: string, options: (jwk: object) => TestIssuerOptions) {
  const pair = await generateKeyPair(algorithm, { extractable: true })
  issuer = await startIssuer({ algorithm: 'ES256', ...options(await exportJWK(pair.publicKey)) })
  return async (token: string) => {
    const { plaintext, protectedHeader } = await compactDecrypt(token, pair.privateKey)
    return { text: new TextDecoder().decode(plaintext), header: protectedHeader }
  }
}

const encrypting = (more: Partial<TestClient>) => (jwk: object) => ({
  clients: [{ clientId: 'client-1', clientSecret: 'secret-1', jwks: { keys: [jwk] }, ...more }],
})

it.each([
  ['RSA-OAEP-256', undefined],
  ['ECDH-ES', 'A128GCM'],
])('encrypts access tokens to the key of the API with %s', async (alg, enc) => {
  const decrypt = await start(alg, (key) => ({ accessToken: { encryption: { key, alg, enc } } }))
  const { body } = await post(issuer, '/token', { grant_type: 'client_credentials', scope: 'read' })
  const { text, header } = await decrypt(body.access_token)
  expect(header).toMatchObject({ alg, enc: enc ?? 'A256GCM', cty: 'JWT' })
  await jwtVerify(text, issuer.jwks.keys[0] ?? {}, { typ: 'at+jwt' })
  const described = await post(issuer, '/introspect', { token: body.access_token })
  expect(described.body).toMatchObject({ active: true, scope: 'read' })
})

it('encrypts ID tokens, and knows them again as a hint', async () => {
  const decrypt = await start('RSA-OAEP-256', encrypting({ idTokenEncryptedResponseAlg: 'RSA-OAEP-256' }))
  const { id_token } = await logIn(issuer)
  const { text } = await decrypt(id_token)
  await jwtVerify(text, issuer.jwks.keys[0] ?? {}, { audience: 'client-1' })
  expect((await fetch(`${issuer.url}/logout?id_token_hint=${id_token}`)).status).toBe(200)
})

it.each([
  ['plain', undefined, undefined],
  ['signed', 'ES256', 'JWT'],
])('encrypts %s UserInfo', async (_name, userinfoSignedResponseAlg, cty) => {
  const userinfoEncryptedResponseAlg = 'ECDH-ES'
  const decrypt = await start('ECDH-ES', encrypting({ userinfoEncryptedResponseAlg, userinfoSignedResponseAlg }))
  const { access_token } = await logIn(issuer)
  const headers = { authorization: `Bearer ${access_token}` }
  const response = await fetch(`${issuer.url}/userinfo`, { headers })
  expect(response.headers.get('content-type')).toMatch(/^application\/jwt/)
  const { text, header } = await decrypt(await response.text())
  expect(header.cty).toBe(cty)
  const payload = cty === 'JWT' ? (await jwtVerify(text, issuer.jwks.keys[0] ?? {})).payload : JSON.parse(text)
  expect(payload).toMatchObject({ sub: 'user-1' })
})

it('encrypts what a test has minted', async () => {
  issuer = await startIssuer({ algorithm: 'ES256' })
  const pair = await generateKeyPair('RSA-OAEP-256', { extractable: true })
  const token = await encryptJwe(await issuer.accessToken(), await exportJWK(pair.publicKey), { cty: 'JWT', kid: 'a' })
  expect((await compactDecrypt(token, pair.privateKey)).protectedHeader).toMatchObject({ kid: 'a', cty: 'JWT' })
})
