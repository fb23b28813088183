import {
  AuthError,
  audienceOf,
  checkTimes,
  claim,
  headerType,
  type KeySource,
  kindUnlessAccessToken,
  type ProfileRefusal,
  stringClaim,
  timeClaim,
  type UnverifiedJws,
  type UnverifiedToken,
  type VerificationKey,
  verifySignature,
} from '@tandem-auth/tokens'
import { checkAudience, checkClient, checkNoAudience } from './access-checks.js'
import { type AuthFields, sealAuth } from './access-token-auth.js'
import { actorOf } from './actor.js'
import { confirmationOf } from './confirmation.js'
import { kindHint, refusalHint } from './hints.js'
import type { IssuerRules } from './issuer-rules.js'
import type { VerifiedToken } from './verified-token.js'

/** A verified JWT, the key that verified it, and when it is valid (epoch milliseconds). */
export interface VerifiedJwt {
  readonly verified: VerifiedToken
  readonly key: VerificationKey
  readonly validFrom: number
  readonly validUntil: number
}

/** A JWT, and the configured issuer that its unverified `iss` selected. */
export interface SelectedJwt {
  readonly token: string
  readonly jws: UnverifiedJws
  readonly rules: IssuerRules
  readonly keys: KeySource
}

/**
 * Verifies a JWT, synchronously while its key is known. Checks that need no key come first, so that a stranger's token
 * can't make us call the provider.
 * @throws AuthError
 */
export function verifyJwt({ token, jws, rules, keys }: SelectedJwt, now: number): VerifiedJwt | Promise<VerifiedJwt> {
  const unverified = screen(jws, rules, now)
  const key = verifySignature(jws, keys)
  return key instanceof Promise
    ? key.then((found) => accept(token, unverified, rules, found))
    : accept(token, unverified, rules, key)
}

function screen(jws: UnverifiedJws, rules: IssuerRules, now: number): UnverifiedToken {
  const { unverifiedHeader: header, unverifiedPayload: claims } = jws
  if (!rules.algorithms.has(header.alg)) throw new AuthError('ERR_TOKEN_ALGORITHM')
  const audience = audienceOf(claims)
  const issuer = rules.template === undefined ? rules.issuer : String(claim(claims, 'iss'))
  const token = { header, claims, issuer, audience: audience ?? [] }
  checkKind(token, rules)
  checkTimes(claims, { now, tolerance: rules.clockTolerance })
  checkAudience(claims, rules, 'jwt')
  confirmationOf(claims, rules.confirmationMethods)
  return token
}

function checkKind(token: UnverifiedToken, rules: IssuerRules): void {
  const { header, claims } = token
  const { profile, headerTypes } = rules
  const other = kindUnlessAccessToken(header, claims)
  if (other !== undefined) throw new AuthError('ERR_TOKEN_KIND', { hint: kindHint(other, header, claims, rules) })
  refuse(profile.screen?.(token), token, rules)
  if (headerTypes.has(headerType(header))) return
  throw new AuthError('ERR_TOKEN_KIND', { hint: kindHint(undefined, header, claims, rules) })
}

function refuse(refusal: ProfileRefusal | undefined, { claims }: UnverifiedToken, rules: IssuerRules): void {
  if (refusal !== undefined) throw new AuthError(refusal.code, { hint: refusalHint(refusal, claims, rules) })
}

function accept(token: string, unverified: UnverifiedToken, rules: IssuerRules, key: VerificationKey): VerifiedJwt {
  const { header, claims, issuer, audience } = unverified
  const { profile } = rules
  const proven = { header, claims, issuer, audience, configuredIssuer: rules.issuer, keyIssuer: key.issuer }
  refuse(profile.prove(proven), unverified, rules)
  const clientId = rules.clientIdOf(claims)
  checkClient(clientId, rules)
  checkNoAudience(claims, rules, 'jwt', clientId)
  const fields: AuthFields = {
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
    confirmation: confirmationOf(claims, rules.confirmationMethods),
    actor: actorOf(claims),
  }
  const permissions = profile.permissions?.(claims, rules.identifiers) ?? []
  const begins = Math.max(timeClaim(claims, 'nbf') ?? 0, timeClaim(claims, 'iat') ?? 0)
  // Never 0: `checkTimes` refuses a token without "exp".
  const ends = timeClaim(claims, 'exp') ?? 0
  return {
    verified: { auth: sealAuth(fields, token), permissions, issuer: rules },
    key,
    validFrom: (begins - rules.clockTolerance) * 1000,
    validUntil: (ends + rules.clockTolerance) * 1000,
  }
}
