import { createHash } from 'node:crypto'
import type { Claims } from '../claims.js'
import { epochSeconds } from '../epoch-seconds.js'
import { encryptFor } from '../keys/encrypt-jwe.js'
import type { Provider } from '../provider.js'
import type { Grant } from '../state/grants.js'
import { applyNext } from '../state/script.js'
import { issuerClaims } from './issuer-claims.js'
import { userClaims } from './user-claims.js'

/** Issues an ID token beside an access token. Only the login's own ID token has a `nonce` (OpenID Connect Core 1.0, 12.2). */
export async function issueIdToken(
  provider: Provider,
  grant: Grant,
  accessToken: string,
  nonce?: string,
): Promise<string> {
  const { session, clientId, scope, acr } = grant
  const client = provider.clients.find(clientId)
  const algorithm = client?.idTokenSignedResponseAlg
  const key = algorithm === undefined ? provider.keys.current : await provider.keys.forAlgorithm(algorithm)
  const now = epochSeconds()
  const claims: Claims = {
    ...userClaims(session.user, scope),
    ...issuerClaims(provider, session.user),
    sub: session.sub,
    aud: clientId,
    iat: now,
    exp: now + 300,
    auth_time: grant.authTime,
    sid: session.sid,
    at_hash: tokenHash(accessToken, key.algorithm),
    ...(nonce !== undefined && !provider.options.omitNonce && { nonce }),
    ...(acr !== undefined && { acr }),
  }
  const parts = await applyNext(provider.script.idTokens, { claims, header: { alg: key.algorithm, kid: key.kid } })
  const token = typeof parts === 'string' ? parts : await provider.mint.sign(parts.claims, parts.header, key)
  const { idTokenEncryptedResponseAlg: alg, idTokenEncryptedResponseEnc: enc, jwks } = client ?? {}
  const sent = alg === undefined ? token : await encryptFor(jwks, token, { alg, enc, cty: 'JWT' })
  // The client may send either as a hint: it has decrypted the token.
  for (const known of [token, sent]) provider.grants.idTokens.set(known, { session, clientId })
  return sent
}

/** @see OpenID Connect Core 1.0, 3.1.3.6 */
function tokenHash(token: string, algorithm: string): string {
  const bits = /(256|384|512)$/.exec(algorithm)?.[1] ?? '512'
  const digest = createHash(`sha${bits}`).update(token).digest()
  return digest.subarray(0, digest.length / 2).toString('base64url')
}
