import { createHash, randomUUID } from 'node:crypto'
import type { Claims } from '../claims.js'
import { epochSeconds } from '../epoch-seconds.js'
import { encryptFor, encryptJwe } from '../keys/encrypt-jwe.js'
import { type Confirmation, confirmationIn } from '../proof/confirmation.js'
import type { Provider } from '../provider.js'
import { isPublic } from '../state/clients.js'
import { type Grant, remember } from '../state/grants.js'
import { applyNext } from '../state/script.js'
import type { TestClient } from '../test-client.js'
import { userClaims } from './user-claims.js'

export interface AccessTokenRequest {
  readonly client: TestClient
  readonly sub: string
  readonly scope: string
  readonly resources: readonly string[]
  readonly grant?: Grant
  readonly confirmation?: Confirmation
  readonly authorizationDetails?: readonly unknown[]
  /** More claims, for example `act`. */
  readonly extra?: Claims
}

/** Issues an access token and returns the token response. */
export async function issueAccessToken(provider: Provider, request: AccessTokenRequest): Promise<Claims> {
  const {
    format = 'jwt',
    typ = 'at+jwt',
    lifetime = 300,
    audience = 'https://api.example.com',
    encryption,
  } = provider.options.accessToken ?? {}
  const { client, sub, scope, resources, grant, confirmation, authorizationDetails: details, extra } = request
  const now = epochSeconds()
  const claims: Claims = {
    iss: provider.issuer,
    sub,
    aud: resources.length > 1 ? resources : (resources[0] ?? audience),
    client_id: client.clientId,
    jti: randomUUID(),
    iat: now,
    exp: now + lifetime,
    scope,
    ...(grant !== undefined && { auth_time: grant.authTime }),
    ...(grant?.acr !== undefined && { acr: grant.acr }),
    ...(details !== undefined && { authorization_details: details }),
    ...(confirmation !== undefined && { cnf: confirmation }),
    ...extra,
  }
  const signed = format === 'jwt' ? await provider.mint.sign(claims, { typ }) : `opaque-${randomUUID()}`
  const token =
    encryption === undefined ? signed : await encryptJwe(signed, encryption.key, { ...encryption, cty: 'JWT' })
  provider.grants.accessTokens.set(token, { claims, grant, revoked: false })
  const expiry = provider.options.omitExpiresIn ? {} : { expires_in: lifetime }
  return {
    access_token: token,
    token_type: tokenTypeOf(claims),
    ...expiry,
    scope,
    ...(details !== undefined && { authorization_details: details }),
  }
}

/** @see RFC 9449, 5 */
export function tokenTypeOf(claims: Claims): 'DPoP' | 'Bearer' {
  return confirmationIn(claims).jkt === undefined ? 'Bearer' : 'DPoP'
}

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
    iss: provider.issuer,
    sub: session.sub,
    aud: clientId,
    iat: now,
    exp: now + 300,
    auth_time: grant.authTime,
    sid: session.sid,
    at_hash: tokenHash(accessToken, key.algorithm),
    ...(nonce !== undefined && { nonce }),
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

/** Issues a refresh token if the options and the scope allow one. */
export function issueRefreshToken(
  { options, grants, clients }: Provider,
  grant: Grant,
  confirmation?: Confirmation,
): Claims {
  const { issuesRefreshToken = true } = options
  const asked = grant.scope.split(' ').includes('offline_access')
  if (!issuesRefreshToken || (issuesRefreshToken === 'offline_access' && !asked)) return {}
  const client = clients.find(grant.clientId)
  const jkt = client !== undefined && isPublic(client) ? confirmation?.jkt : undefined
  return { refresh_token: remember(grants.refreshTokens, { grant, jkt, used: false }, 'refresh-') }
}
