import {
  AuthError,
  audienceOf,
  type Claims,
  checkTimes,
  claim,
  headerType,
  type JwsHeader,
  otherKindOf,
  parseJws,
  stringClaim,
  timeClaim,
  type UnverifiedJws,
  type VerificationKey,
  verifySignature,
} from '@tandem-auth/tokens'
import { type Credential, type JwtAuth, sealAuth } from './auth.js'
import { audienceHint, clientHint, issuerHint, kindHint } from './hints.js'
import type { IssuerConfig, Issuers } from './issuers.js'

/** A JWT access token that holds, the key it was verified with, and when it holds (epoch milliseconds). */
export interface VerifiedJwt {
  readonly credential: Credential
  readonly key: VerificationKey
  readonly validFrom: number
  readonly validUntil: number
}

/**
 * Judges a JWT: synchronously while its key is known. Everything that can be refused without a key is refused before
 * one is fetched, so that no stranger's token makes us call the provider.
 * @throws AuthError
 */
export function judgeJwt(token: string, issuers: Issuers, now: number): VerifiedJwt | Promise<VerifiedJwt> {
  const jws = parseJws(token)
  const issuer = selectIssuer(jws, issuers)
  screen(jws, issuer, now)
  const key = verifySignature(jws, issuer.keys)
  return key instanceof Promise
    ? key.then((found) => accept(token, jws, issuer, found))
    : accept(token, jws, issuer, key)
}

function selectIssuer({ unverifiedPayload }: UnverifiedJws, issuers: Issuers): IssuerConfig {
  const unverifiedIssuer = stringClaim(unverifiedPayload, 'iss')
  const issuer = unverifiedIssuer === undefined ? undefined : issuers.get(unverifiedIssuer)
  if (issuer === undefined) throw new AuthError('ERR_TOKEN_ISSUER', { hint: issuerHint(unverifiedIssuer, issuers) })
  return issuer
}

function screen({ unverifiedHeader, unverifiedPayload }: UnverifiedJws, issuer: IssuerConfig, now: number): void {
  if (!issuer.algorithms.has(unverifiedHeader.alg)) throw new AuthError('ERR_TOKEN_ALGORITHM')
  checkKind(unverifiedHeader, unverifiedPayload, issuer)
  checkTimes(unverifiedPayload, { now, tolerance: issuer.clockTolerance })
  checkAudience(unverifiedPayload, issuer)
  // Bound to a key, by DPoP or mutual TLS: as a plain bearer token it would be what the binding was to prevent.
  if (claim(unverifiedPayload, 'cnf') !== undefined) throw new AuthError('ERR_TOKEN_BOUND')
}

function checkKind(header: JwsHeader, claims: Claims, issuer: IssuerConfig): void {
  const { profile } = issuer
  const other = otherKindOf(header, claims)
  if (other !== undefined) throw new AuthError('ERR_TOKEN_KIND', { hint: kindHint(other, header, claims, issuer) })
  const audience = audienceOf(claims) ?? []
  const refusal = profile.screen?.({ header, claims, audience, issuer: issuer.issuer })
  if (refusal !== undefined) throw new AuthError(refusal.code, { hint: refusal.hint })
  if (profile.headerTypes.includes(headerType(header))) return
  throw new AuthError('ERR_TOKEN_KIND', { hint: kindHint(undefined, header, claims, issuer) })
}

function checkAudience(claims: Claims, issuer: IssuerConfig): void {
  if (issuer.audience === false) return
  const audience = audienceOf(claims)
  if (audience?.some((name) => issuer.audience !== false && issuer.audience.has(name))) return
  throw new AuthError('ERR_TOKEN_AUDIENCE', { hint: audienceHint(audience, issuer) })
}

function accept(token: string, jws: UnverifiedJws, issuer: IssuerConfig, key: VerificationKey): VerifiedJwt {
  const header = jws.unverifiedHeader
  const claims = jws.unverifiedPayload
  const audience = audienceOf(claims) ?? []
  const { profile } = issuer
  const refusal = profile.prove({ header, claims, audience, issuer: issuer.issuer, keyIssuer: key.issuer })
  if (refusal !== undefined) throw new AuthError(refusal.code, { hint: refusal.hint })
  const clientId = profile.clientId(claims)
  if (issuer.clientIds !== undefined && (clientId === undefined || !issuer.clientIds.has(clientId))) {
    throw new AuthError('ERR_TOKEN_CLIENT', { hint: clientHint(clientId) })
  }
  const auth: Omit<JwtAuth, 'token'> = {
    format: 'jwt',
    header,
    payload: claims,
    issuer: issuer.issuer,
    subject: stringClaim(claims, 'sub'),
    clientId,
    audience,
    scopes: profile.scopes(claims),
    expiresAt: timeClaim(claims, 'exp'),
    isMachine: profile.isMachine?.(claims),
  }
  const permissions = profile.permissions?.(claims) ?? []
  return { credential: { auth: sealAuth<JwtAuth>(auth, token), permissions }, key, ...validityOf(claims, issuer) }
}

function validityOf(claims: Claims, { clockTolerance }: IssuerConfig): { validFrom: number; validUntil: number } {
  const begins = Math.max(timeClaim(claims, 'nbf') ?? 0, timeClaim(claims, 'iat') ?? 0)
  const ends = timeClaim(claims, 'exp') ?? 0
  return { validFrom: (begins - clockTolerance) * 1000, validUntil: (ends + clockTolerance) * 1000 }
}
