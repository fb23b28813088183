import {
  AuthError,
  isAuthError,
  isEncrypted,
  parseJws,
  publish,
  quote,
  stringClaim,
  type TokenDecryption,
  warnInDevelopment,
} from '@tandem-auth/tokens'
import type { GuardConfig } from './config.js'
import { malformation, placeholder } from './credentials.js'
import type { VerifiedGuardState } from './guard-state.js'
import { missingScope } from './guards.js'
import type { VerifiedOpaque } from './introspection/introspection.js'
import { beginsAsJson, isOpaque } from './introspection/is-opaque.js'
import type { IntrospectingIssuer, IssuerConfig, Issuers } from './issuers/issuers.js'
import { checkBinding } from './proof/check-binding.js'
import type { Presentation } from './proof/presentation.js'
import { checkRevocation } from './revocation.js'
import { issuerHint } from './token/hints.js'
import { type VerifiedJwt, verifyJwt } from './token/verify-jwt.js'
import type { VerifiedTokens } from './verified-tokens.js'

/** A token, and how it was sent; the latter is undefined for a guard that accepts only bearer tokens. */
export interface PresentedToken {
  readonly token: string
  readonly presentation: Presentation | undefined
}

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
export function verifyToken(
  config: GuardConfig,
  cache: VerifiedTokens,
  { token, presentation }: PresentedToken,
  issuers: Issuers,
): Verdict {
  const now = Date.now()
  const id = cache.keyOf(token)
  const cached = cache.get(id, now)
  const enforce = (state: VerifiedGuardState) => checkPossession(config, state, presentation, id)
  if (cached !== undefined && issuers.has(cached.verified.issuer.issuer)) return enforce(cached)
  const accept = (found: VerifiedJwt | VerifiedOpaque): Verdict => enforce(remember(config, cache, id, found))
  if (isOpaque(token)) return verifyOpaqueToken(token, issuers, now / 1000, accept)
  return config.decrypt !== undefined && isEncrypted(token)
    ? verifyEncryptedToken(config.decrypt, token, issuers, accept)
    : verifyJwtToken({ token, jwt: token }, issuers, now / 1000, accept)
}

type Accept = (found: VerifiedJwt | VerifiedOpaque) => Verdict

async function verifyEncryptedToken(
  decrypt: TokenDecryption,
  token: string,
  issuers: Issuers,
  accept: Accept,
): Promise<Settled> {
  const malformed = malformation(token)
  if (malformed !== undefined) return refused(malformed)
  try {
    const jwt = await decrypt(token)
    return await verifyJwtToken({ token, jwt }, issuers, Date.now() / 1000, accept)
  } catch (error) {
    return refused(error, unknownJwt)
  }
}

/** `token` is what the client sent; `jwt` the same, or what was encrypted in it. */
function verifyJwtToken(
  { token, jwt }: { readonly token: string; readonly jwt: string },
  issuers: Issuers,
  now: number,
  accept: Accept,
): Verdict {
  let facts = unknownJwt
  try {
    const jws = parseJws(jwt)
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
  const malformed = malformation(token) ?? placeholder(token)
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

/** Whether the caller has the key that the token is bound to. A stolen token must not learn what `isRevoked` says. */
function checkPossession(
  config: GuardConfig,
  state: VerifiedGuardState,
  presentation: Presentation | undefined,
  id: string,
): Verdict {
  if (config.binding === undefined || presentation === undefined) return applyPolicy(config, state)
  const { auth, issuer } = state.verified
  const refuse = (error: unknown) => refused(error, { format: auth.format, issuer: issuer.issuer })
  const enforce = (newNonce: string | undefined) =>
    applyPolicy(config, newNonce === undefined ? state : { ...state, newNonce })
  try {
    const checked = checkBinding(config.binding, auth.confirmation, presentation, id)
    return checked instanceof Promise ? checked.then(enforce, refuse) : enforce(checked)
  } catch (error) {
    return refuse(error)
  }
}

/** The checks that every request needs, whether its token was cached or not. */
function applyPolicy({ isRevoked, scopes, effective }: GuardConfig, state: VerifiedGuardState): Verdict {
  const { auth } = state.verified
  const revocation = isRevoked === undefined ? undefined : checkRevocation(isRevoked, auth)
  if (!(revocation instanceof Promise)) return settle(state, revocation ?? missingScope(auth, scopes, effective))
  return revocation.then((refusal) => settle(state, refusal ?? missingScope(auth, scopes, effective)))
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
