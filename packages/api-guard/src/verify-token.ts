import { AuthError, isAuthError, parseJws, publish, quote, stringClaim, warnInDevelopment } from '@tandem-auth/tokens'
import type { GuardConfig } from './config.js'
import { malformation } from './credentials.js'
import type { VerifiedGuardState } from './guard-state.js'
import { missingScope } from './guards.js'
import type { VerifiedOpaque } from './introspection/introspection.js'
import { beginsAsJson, isOpaque } from './introspection/is-opaque.js'
import type { IntrospectingIssuer, IssuerConfig, Issuers } from './issuers/issuers.js'
import { checkRevocation } from './revocation.js'
import { issuerHint } from './token/hints.js'
import { type VerifiedJwt, verifyJwt } from './token/verify-jwt.js'
import type { VerifiedTokens } from './verified-tokens.js'

type Settled = VerifiedGuardState | Error
export type Verdict = Settled | Promise<Settled>

/** What an event says about a token: never a part of the token itself. */
interface TokenFacts {
  readonly format: 'jwt' | 'opaque' | undefined
  /** The configured issuer. */
  readonly issuer: string | undefined
}

const unknownToken: TokenFacts = Object.freeze({ format: undefined, issuer: undefined })
const unknownJwt: TokenFacts = Object.freeze({ format: 'jwt', issuer: undefined })

/** Never throws. Synchronous for a token that is cached, and for a JWT whose key is known. */
export function verifyToken(config: GuardConfig, cache: VerifiedTokens, token: string, issuers: Issuers): Verdict {
  const now = Date.now()
  const id = cache.keyOf(token)
  const cached = cache.get(id, now)
  if (cached !== undefined && issuers.has(cached.verified.issuer.issuer)) return applyPolicy(config, cached)
  const accept = (found: VerifiedJwt | VerifiedOpaque): Verdict =>
    applyPolicy(config, remember(config, cache, id, found))
  return isOpaque(token)
    ? verifyOpaqueToken(token, issuers, now / 1000, accept)
    : verifyJwtToken(token, issuers, now / 1000, accept)
}

type Accept = (found: VerifiedJwt | VerifiedOpaque) => Verdict

function verifyJwtToken(token: string, issuers: Issuers, now: number, accept: Accept): Verdict {
  let facts = unknownJwt
  try {
    const jws = parseJws(token)
    const issuer = selectIssuer(jws.unverifiedPayload, issuers)
    facts = { format: 'jwt', issuer: issuer.issuer }
    const found = verifyJwt({ token, jws, rules: issuer, keys: issuer.keys }, now)
    if (!(found instanceof Promise)) return accept(found)
    return found.then(accept, (error: unknown) => refused(error, facts))
  } catch (error) {
    return refused(malformation(token) ?? error, facts)
  }
}

function verifyOpaqueToken(token: string, issuers: Issuers, now: number, accept: Accept): Verdict {
  const malformed = malformation(token)
  if (malformed !== undefined) return refused(malformed)
  const { introspecting } = issuers
  if (introspecting === undefined) return refused(notIntrospected(token, issuers.all))
  const { issuer, introspection }: IntrospectingIssuer = introspecting
  const facts = { format: 'opaque', issuer: issuer.issuer } as const
  return introspection.verify(token, now).then(accept, (error: unknown) => refused(error, facts))
}

/** The unverified `iss` selects one of the configured issuers; it never becomes one. */
function selectIssuer(unverifiedPayload: Readonly<Record<string, unknown>>, issuers: Issuers): IssuerConfig {
  const unverifiedIssuer = stringClaim(unverifiedPayload, 'iss')
  const issuer = unverifiedIssuer === undefined ? undefined : issuers.get(unverifiedIssuer)
  if (issuer === undefined) throw new AuthError('ERR_TOKEN_ISSUER', { hint: issuerHint(unverifiedPayload, issuers) })
  return issuer
}

function notIntrospected(token: string, issuers: readonly IssuerConfig[]): AuthError {
  if (beginsAsJson(token)) return new AuthError('ERR_TOKEN_MALFORMED', { hint: truncatedHint })
  const advice = issuers.flatMap(
    ({ profile, identifiers }) => profile.advice?.opaque?.(quote(identifiers.join(' or '))) ?? [],
  )
  return new AuthError('ERR_TOKEN_OPAQUE', { hint: [opaqueHint, ...advice].join(' ') })
}

const truncatedHint = "This begins like a JWT but doesn't have three parts. Was it cut off?"
const opaqueHint =
  'This token isn\'t a JWT. Let the client ask for a token for this API, or let the guard ask the provider ("introspection").'

function remember(
  config: GuardConfig,
  cache: VerifiedTokens,
  id: string,
  { verified, key, validFrom, validUntil }: VerifiedJwt | VerifiedOpaque,
): VerifiedGuardState {
  const state = { verified, challenge: config.challenge }
  const now = Date.now()
  if (validUntil > now) cache.remember(id, { state, key, validFrom, validUntil }, now)
  return state
}

/** The checks that every request needs, whether its token was cached or not. */
function applyPolicy({ isRevoked, scopes }: GuardConfig, state: VerifiedGuardState): Verdict {
  const { auth } = state.verified
  const revocation = isRevoked === undefined ? undefined : checkRevocation(isRevoked, auth)
  if (!(revocation instanceof Promise)) return settle(state, revocation ?? missingScope(auth, scopes))
  return revocation.then((refusal) => settle(state, refusal ?? missingScope(auth, scopes)))
}

function settle(state: VerifiedGuardState, refusal: AuthError | undefined): Settled {
  const { auth, issuer } = state.verified
  if (refusal !== undefined) return refused(refusal, { format: auth.format, issuer: issuer.issuer })
  publish('token.accepted', () => ({ format: auth.format, issuer: issuer.issuer, clientId: auth.clientId }))
  return state
}

/** Publishes a refusal and returns it as an `Error`, which is what `next` must get. */
export function refused(error: unknown, { format, issuer }: TokenFacts = unknownToken): Error {
  if (isAuthError(error)) {
    publish('token.refused', () => ({ code: error.code, status: error.status, format, issuer }))
    warnInDevelopment('token.refused', error)
  }
  // Anything else that was thrown must not reach next() as it is: the string 'route' would go on without a token.
  return error instanceof Error ? error : new TypeError('something other than an Error was thrown')
}
