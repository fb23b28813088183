import { generateSigningKey, type SigningKey, type TestIssuer } from '../src/index.js'
import { authorize, post, redeem, redirectParamsOf, startAuthorization } from './plain-client.js'

/** A client that proves possession of a key. */
export interface DpopClient {
  readonly key: SigningKey
  proof(path: string, claims?: Record<string, unknown>): Promise<string>
  /** Posts a form with a proof. */
  post(path: string, form: Record<string, string>, claims?: Record<string, unknown>): ReturnType<typeof post>
  /** Logs in and returns the token response. */
  logIn(more?: Record<string, string>): ReturnType<typeof post>
}

export async function createDpopClient(issuer: TestIssuer): Promise<DpopClient> {
  const key = await generateSigningKey('ES256')
  const proof = (path: string, claims = {}) =>
    issuer.dpopProof({ htm: 'POST', htu: `${issuer.url}${path}`, ...claims }, {}, key)
  return {
    key,
    proof,
    post: async (path, form, claims) => post(issuer, path, form, { dpop: await proof(path, claims) }),
    async logIn(more = {}) {
      const { verifier, params } = startAuthorization({ dpop_jkt: key.jkt, ...more })
      const { code } = redirectParamsOf(await authorize(issuer, params))
      return redeem(issuer, code, verifier, {}, { dpop: await proof('/token') })
    },
  }
}
