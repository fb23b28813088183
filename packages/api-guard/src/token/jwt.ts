import {
  AuthError,
  audienceOf,
  checkTimes,
  claim,
  headerType,
  kindUnlessAccessToken,
  type ProfileRefusal,
  parseJws,
  stringClaim,
  timeClaim,
  type UnverifiedJws,
  type UnverifiedToken,
  type VerificationKey,
  verifySignature,
} from '@tandem-auth/tokens'
import type { Sighting, VerifiedToken } from '../auth.js'
import type { IssuerConfig, Issuers } from '../issuers/issuers.js'
import { checkAudience, checkClient } from './access-checks.js'
import { type AuthFields, sealAuth } from './access-token-auth.js'
import { issuerHint, kindHint, refusalHint } from './hints.js'

/** A JWT access token that holds, the key it was verified with, and when it holds (epoch milliseconds). */
export interface VerifiedJwt {
  readonly credential: VerifiedToken
  readonly key: VerificationKey
  readonly validFrom: number
  readonly validUntil: number
}

/**
 * Judges a JWT: synchronously while its key is known. Everything that can be refused without a key is refused before
 * one is fetched, so that no stranger's token makes us call the provider.
 * @throws AuthError
 */
export function verifyJwt(
  token: string,
  issuers: Issuers,
  now: number,
  sighting: Sighting,
): VerifiedJwt | Promise<VerifiedJwt> {
  sighting.format = 'jwt'
  const jws = parseJws(token)
  const issuer = selectIssuer(jws, issuers)
  sighting.issuer = issuer.issuer
  const unverified = screen(jws, issuer, now)
  const key = verifySignature(jws, issuer.keys)
  return key instanceof Promise
    ? key.then((found) => accept(token, unverified, issuer, found))
    : accept(token, unverified, issuer, key)
}

function selectIssuer({ unverifiedPayload }: UnverifiedJws, issuers: Issuers): IssuerConfig {
  const unverifiedIssuer = stringClaim(unverifiedPayload, 'iss')
  const issuer = unverifiedIssuer === undefined ? undefined : issuers.get(unverifiedIssuer)
  if (issuer === undefined) throw new AuthError('ERR_TOKEN_ISSUER', { hint: issuerHint(unverifiedPayload, issuers) })
  return issuer
}

function screen(jws: UnverifiedJws, issuer: IssuerConfig, now: number): UnverifiedToken {
  const { unverifiedHeader: header, unverifiedPayload: claims } = jws
  if (!issuer.algorithms.has(header.alg)) throw new AuthError('ERR_TOKEN_ALGORITHM')
  const audience = audienceOf(claims)
  const name = issuer.template === undefined ? issuer.issuer : String(claim(claims, 'iss'))
  const token = { header, claims, issuer: name, audience: audience ?? [] }
  checkKind(token, issuer)
  checkTimes(claims, { now, tolerance: issuer.clockTolerance })
  checkAudience(audience, issuer)
  // Bound to a key, by DPoP or mutual TLS: as a plain bearer token it would be what the binding was to prevent.
  if (claim(claims, 'cnf') !== undefined) throw new AuthError('ERR_TOKEN_BOUND')
  return token
}

function checkKind(token: UnverifiedToken, issuer: IssuerConfig): void {
  const { header, claims } = token
  const { profile } = issuer
  const other = kindUnlessAccessToken(header, claims)
  if (other !== undefined) throw new AuthError('ERR_TOKEN_KIND', { hint: kindHint(other, header, claims, issuer) })
  refuse(profile.screen?.(token), token, issuer)
  if (profile.headerTypes.includes(headerType(header))) return
  throw new AuthError('ERR_TOKEN_KIND', { hint: kindHint(undefined, header, claims, issuer) })
}

function refuse(refusal: ProfileRefusal | undefined, { claims }: UnverifiedToken, issuer: IssuerConfig): void {
  if (refusal !== undefined) throw new AuthError(refusal.code, { hint: refusalHint(refusal, claims, issuer) })
}

function accept(token: string, unverified: UnverifiedToken, judgedBy: IssuerConfig, key: VerificationKey): VerifiedJwt {
  const { header, claims, issuer, audience } = unverified
  const { profile } = judgedBy
  const verified = { header, claims, issuer, audience, configuredIssuer: judgedBy.issuer, keyIssuer: key.issuer }
  refuse(profile.prove(verified), unverified, judgedBy)
  const clientId = judgedBy.clientIdOf(claims)
  checkClient(clientId, judgedBy)
  const parts: AuthFields = {
    format: 'jwt',
    header,
    payload: claims,
    issuer,
    subject: stringClaim(claims, 'sub'),
    clientId,
    audience,
    scopes: profile.scopes(claims),
    expiresAt: timeClaim(claims, 'exp'),
    isMachine: profile.isMachine?.(claims),
  }
  const permissions = profile.permissions?.(claims, judgedBy.identifiers) ?? []
  const begins = Math.max(timeClaim(claims, 'nbf') ?? 0, timeClaim(claims, 'iat') ?? 0)
  // Never 0: `checkTimes` refuses a token without it.
  const ends = timeClaim(claims, 'exp') ?? 0
  return {
    credential: { auth: sealAuth(parts, token), permissions, judgedBy },
    key,
    validFrom: (begins - judgedBy.clockTolerance) * 1000,
    validUntil: (ends + judgedBy.clockTolerance) * 1000,
  }
}
