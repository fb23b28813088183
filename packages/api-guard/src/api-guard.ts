import type { IncomingMessage, ServerResponse } from 'node:http'
import { AuthError, isAuthError, publish, quote, shareHiddenClasses } from '@tandem-auth/tokens'
import { type AccessTokenAuth, attach, type GuardState, type Sighting, type VerifiedGuardState } from './auth.js'
import { challenged } from './challenge.js'
import { type GuardConfig, parseOptions } from './config.js'
import { credentialsOf, malformation } from './credentials.js'
import { missingScope } from './guards.js'
import type { VerifiedOpaque } from './introspection/introspection.js'
import { isOpaque, verifyOpaque } from './introspection/opaque-token.js'
import type { Issuers } from './issuers/issuers.js'
import type { ApiGuardOptions } from './options.js'
import { checkRevocation } from './revocation.js'
import { type VerifiedJwt, verifyJwt } from './token/jwt.js'
import { type VerifiedTokens, verifiedTokens } from './verified-tokens.js'

export type Next = (error?: unknown) => void

export interface VerifyOptions {
  /** The one configured issuer that the token must come from; needed where the guard has `selectIssuer`. */
  readonly issuer?: string | undefined
}

/** A middleware that accepts access tokens and nothing else. */
export interface ApiGuard {
  (req: IncomingMessage, res: ServerResponse, next: Next): void
  /**
   * Judges a token that came some other way, for instance with a WebSocket upgrade or a message.
   * @throws AuthError with the codes and statuses that a request would get
   */
  verify(token: string, options?: VerifyOptions): Promise<AccessTokenAuth>
  /** Ends background work and forgets every token. */
  close(): void
}

/**
 * Lets a request through when it brings an access token of a configured issuer for this API, and only then. Refusals go
 * to `next(error)` as an `AuthError` with `status`, `headers`, `code` and `hint`. Does not check scopes beyond `scopes`:
 * that is for `requireScopes` and its kin, route by route.
 * @throws TypeError naming the option, when the configuration is wrong
 * @see RFC 6750, RFC 9068, 4
 */
export function apiGuard(options: ApiGuardOptions): ApiGuard {
  const config = parseOptions(options)
  const verified = verifiedTokens(config.cache)
  const anonymous: GuardState = { credential: undefined, challenge: config.challenge }

  function guard(req: IncomingMessage, res: ServerResponse, next: Next): void {
    shareHiddenClasses(req, res)
    const credentials = credentialsOf(req)
    if (typeof credentials === 'string') {
      const issuers = issuersFor(config, req)
      return admit(req, next, issuers instanceof Error ? issuers : judge(config, verified, credentials, issuers))
    }
    if (credentials === undefined && config.optional) {
      attach(req, anonymous)
      return next()
    }
    admit(req, next, refused(credentials ?? new AuthError('ERR_CREDENTIALS_MISSING'), unseen))
  }

  function admit(req: IncomingMessage, next: Next, verdict: Verdict): void {
    if (verdict instanceof Promise) {
      verdict.then((settled) => admit(req, next, settled), next)
      return
    }
    if (verdict instanceof Error) return next(withChallenge(config, verdict))
    attach(req, verdict)
    next()
  }

  async function verify(token: string, { issuer }: VerifyOptions = {}): Promise<AccessTokenAuth> {
    // A message may hold anything where a token should be.
    if (typeof token !== 'string' || malformation(token) !== undefined) {
      throw withChallenge(config, refused(new AuthError('ERR_TOKEN_MALFORMED'), unseen))
    }
    const issuers = issuersNamed(config, issuer)
    const verdict = issuers instanceof Error ? issuers : await judge(config, verified, token, issuers)
    if (verdict instanceof Error) throw withChallenge(config, verdict)
    return verdict.credential.auth
  }

  return Object.assign(guard, {
    verify,
    close() {
      for (const { keys } of config.issuers.all) keys.close()
      verified.clear()
    },
  })
}

type Judged = VerifiedGuardState | Error
type Verdict = Judged | Promise<Judged>

/** Never throws, and answers at once for a token that is known or whose key is known. */
function judge(config: GuardConfig, verified: VerifiedTokens, token: string, issuers: Issuers): Verdict {
  const now = Date.now()
  const id = verified.keyOf(token)
  const known = verified.get(id, now)
  if (known !== undefined && issuers.has(known.credential.judgedBy)) return applyPolicy(config, known)
  const opaque = isOpaque(token)
  const malformed = opaque ? malformation(token) : undefined
  if (malformed !== undefined) return refused(malformed, unseen)
  const sighting: Sighting = { format: undefined, issuer: undefined }
  try {
    const found = opaque
      ? verifyOpaque(token, issuers, now / 1000, sighting)
      : verifyJwt(token, issuers, now / 1000, sighting)
    if (!(found instanceof Promise)) return applyPolicy(config, remember(config, verified, id, found))
    return found.then(
      (late) => applyPolicy(config, remember(config, verified, id, late)),
      (error: unknown) => refused(error, sighting),
    )
  } catch (error) {
    return refused(malformation(token) ?? error, sighting)
  }
}

function remember(
  config: GuardConfig,
  verified: VerifiedTokens,
  id: string,
  { credential, key, validFrom, validUntil }: VerifiedJwt | VerifiedOpaque,
): VerifiedGuardState {
  const state = { credential, challenge: config.challenge }
  const now = Date.now()
  if (validUntil > now) verified.remember(id, { state, key, validFrom, validUntil }, now)
  return state
}

/** What is asked on every request, whether the token was known or not. */
function applyPolicy({ isRevoked, scopes }: GuardConfig, state: VerifiedGuardState): Verdict {
  const { auth } = state.credential
  const revocation = isRevoked === undefined ? undefined : checkRevocation(isRevoked, auth)
  if (!(revocation instanceof Promise)) return settle(state, revocation ?? missingScope(auth, scopes))
  return revocation.then((refusal) => settle(state, refusal ?? missingScope(auth, scopes)))
}

function settle(state: VerifiedGuardState, refusal: AuthError | undefined): Judged {
  const { auth, judgedBy } = state.credential
  if (refusal !== undefined) return refused(refusal, { format: auth.format, issuer: judgedBy.issuer })
  publish('token.accepted', () => acceptance(state))
  return state
}

function acceptance({ credential: { auth, judgedBy } }: VerifiedGuardState): Readonly<Record<string, unknown>> {
  return { format: auth.format, issuer: judgedBy.issuer, clientId: auth.clientId }
}

const unseen: Sighting = Object.freeze({ format: undefined, issuer: undefined })

function refused(error: unknown, { format, issuer }: Sighting): Error {
  if (isAuthError(error)) publish('token.refused', () => ({ code: error.code, status: error.status, format, issuer }))
  // Whatever else was thrown must not reach next() as it is: 'route' would go on without a token.
  return error instanceof Error ? error : new TypeError('something other than an Error was thrown')
}

function withChallenge({ challenge, scopes }: GuardConfig, error: Error): Error {
  if (!isAuthError(error)) return error
  return challenged(challenge, error, error.code === 'ERR_INSUFFICIENT_SCOPE' ? scopes : [])
}

function issuersFor(config: GuardConfig, req: IncomingMessage): Issuers | Error {
  const { selectIssuer, issuers } = config
  if (selectIssuer === undefined) return issuers
  try {
    return issuersOf(config, selectIssuer(req))
  } catch (error) {
    return refused(error, unseen)
  }
}

function issuersNamed(config: GuardConfig, name: string | undefined): Issuers | Error {
  return name === undefined && config.selectIssuer === undefined ? config.issuers : issuersOf(config, name)
}

function issuersOf({ issuersByName }: GuardConfig, name: unknown): Issuers | Error {
  const issuers = typeof name === 'string' ? issuersByName.get(name) : undefined
  return issuers ?? refused(new AuthError('ERR_ISSUER_SELECTION', { hint: selectionHint(name) }), unseen)
}

function selectionHint(name: unknown): string {
  return `The guard was told to expect the issuer ${quote(name)}, which isn't one of those it was configured with.`
}
