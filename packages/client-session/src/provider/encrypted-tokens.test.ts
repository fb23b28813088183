import { generateSigningKey } from '@tandem-auth/testing'
import { exportJWK, exportPKCS8, generateKeyPair } from 'jose'
import { closingAfterEach } from '../../test/closing.js'

const { open } = closingAfterEach()

async function openWithKey(alg: string, issuerOptions: object = {}) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid: 'encryption-1', use: 'enc', alg }
  const client = {
    ...{ clientId: 'client-1', clientSecret: 'secret-1', jwks: { keys: [jwk] } },
    ...{ idTokenEncryptedResponseAlg: alg, userinfoSignedResponseAlg: 'RS256', userinfoEncryptedResponseAlg: alg },
  }
  const options = { profile: { userInfo: true }, decryptionKeys: await exportPKCS8(privateKey) }
  return open({ clients: [client], ...issuerOptions }, options)
}

describe('encrypted ID tokens and UserInfo', () => {
  it.each(['RSA-OAEP-256', 'ECDH-ES'])('are opened (%s), then validated like any other', async (alg) => {
    const { app, issuer } = await openWithKey(alg)
    const browser = app.browser()
    const response = await browser.logIn()
    expect([response.status, response.body?.hint]).toEqual([303, undefined])
    expect(await browser.isLoggedIn()).toBe(true)
    issuer.nextIdToken((claims) => void Object.assign(claims, { nonce: 'another' }))
    expect((await app.browser().logIn()).body.code).toBe('ERR_ID_TOKEN_NONCE')
  })

  it('prove nothing by their encryption: what is inside must be signed', async () => {
    const { app, issuer } = await openWithKey('ECDH-ES')
    const foreign = await generateSigningKey('RS256')
    issuer.nextIdToken((claims, header) => issuer.sign(claims, header, foreign))
    const { status, body } = await app.browser().logIn()
    expect([status, body.code]).toEqual([400, 'ERR_ID_TOKEN_SIGNATURE'])
  })

  it('without a key for them are refused', async () => {
    const { publicKey } = await generateKeyPair('RSA-OAEP-256', { extractable: true })
    const jwk = { ...(await exportJWK(publicKey)), use: 'enc', alg: 'RSA-OAEP-256' }
    const client = {
      clientId: 'client-1',
      clientSecret: 'secret-1',
      jwks: { keys: [jwk] },
      idTokenEncryptedResponseAlg: 'RSA-OAEP-256',
    }
    const { app } = await open({ clients: [client] })
    const { status, body } = await app.browser().logIn()
    expect([status, body.code]).toEqual([400, 'ERR_ID_TOKEN_MALFORMED'])
  })

  it.each(['nonsense', []])('throws for keys that are none (%j)', async (decryptionKeys) => {
    await expect(open({}, { decryptionKeys })).rejects.toThrow('clientSession: "decryptionKeys"')
  })
})
