import type { IncomingMessage, ServerResponse } from 'node:http'
import { AuthError, isAuthError, shareHiddenClasses } from '@tandem-auth/tokens'
import { challenged } from './challenge.js'
import { type GuardConfig, parseOptions } from './config.js'
import { malformation, missingCredentials } from './credentials.js'
import { exchangedTokens } from './exchange/exchanged-tokens.js'
import { type OnBehalfOf, onBehalfOf } from './exchange/on-behalf-of.js'
import { findCredentials } from './find-credentials.js'
import { attach, type GuardState, ownAuth, ownToken } from './guard-state.js'
import type { ApiGuardOptions } from './options.js'
import { nonceHeaders } from './proof/dpop-verifier.js'
import { RequestPresentation } from './proof/presentation.js'
import { type PresentedWith, presentationOf } from './proof/presented-with.js'
import type { Scheme } from './proof/scheme.js'
import type { Resource } from './resource/parse-resource.js'
import { createResourceMetadata, type ResourceMetadata } from './resource/resource-metadata.js'
import { issuersFor, issuersNamed } from './select-issuers.js'
import type { AccessTokenAuth } from './token/access-token-auth.js'
import { verifiedTokens } from './verified-tokens.js'
import { refused, type Verdict, verifyToken } from './verify-token.js'

export type Next = (error?: unknown) => void

export interface VerifyOptions extends PresentedWith {
  /** The one configured issuer that the token must come from. Required if the guard has `selectIssuer`. */
  readonly issuer?: string | undefined
}

/** A middleware that accepts access tokens and nothing else. `Optional` is the option `optional`. */
export interface ApiGuard<Optional extends boolean = false> {
  (req: IncomingMessage, res: ServerResponse, next: Next): void
  /**
   * Returns the access token that this guard has verified for a request; `undefined` only with `optional: true`, for a
   * request without a token. What another guard has verified doesn't count.
   * @throws AuthError `ERR_GUARD_MISSING` (500) when this guard hasn't seen the request
   */
  of(req: IncomingMessage): Optional extends false ? AccessTokenAuth : AccessTokenAuth | undefined
  /**
   * Verifies a token that didn't come with a request, for instance in a WebSocket message.
   * @throws AuthError with the codes and statuses that a request would get
   */
  verify(token: string, options?: VerifyOptions): Promise<AccessTokenAuth>
  /**
   * Returns a middleware that responds with the protected resource metadata, and passes every other request on. Its URLs
   * are the configured ones, whatever `Host` and `X-Forwarded-*` say. The guard itself responds as well, so this is needed
   * only where the guard doesn't see requests for `/.well-known/oauth-protected-resource`.
   * @throws TypeError without the option `resource`
   * @see RFC 9728, 3
   */
  metadata(): (req: IncomingMessage, res: ServerResponse, next: Next) => void
  /**
   * Calls other APIs (`downstream`) in the name of the request's caller, with tokens that are exchanged for them.
   * @throws AuthError `ERR_GUARD_MISSING` (500) when this guard hasn't verified a token for the request
   * @see RFC 8693
   */
  onBehalfOf(req: IncomingMessage): OnBehalfOf
  /** Ends background work and empties the token cache. */
  close(): void
}

/**
 * Lets a request through only if it brings an access token of a configured issuer for this API. Refusals go to
 * `next(error)` as an `AuthError` with `status`, `headers`, `code` and `hint`. Doesn't check scopes other than `scopes`: use
 * `requireScopes` and the other route guards for those.
 * @throws TypeError naming the option, when the configuration is wrong
 * @see RFC 6750, RFC 9068, 4
 */
export function apiGuard<Optional extends boolean = false>(
  options: ApiGuardOptions & { readonly optional?: Optional | undefined },
): ApiGuard<Optional> {
  return createGuard(options, (granted) => granted)
}

/** `effective` returns the granted scopes of a token, and those that they include. */
export function createGuard<Optional extends boolean>(
  options: ApiGuardOptions,
  effective: GuardConfig['effective'],
): ApiGuard<Optional> {
  const config: GuardConfig = { ...parseOptions(options), effective }
  const { binding } = config
  const cache = verifiedTokens(config.cache)
  const exchanged = exchangedTokens()
  const anonymous: GuardState = { verified: undefined, challenge: config.challenge }
  const published = config.resource && publish(config, config.resource)

  // Not async: a cached token needs no promise, and Express 4 ignores rejections.
  function guard(req: IncomingMessage, res: ServerResponse, next: Next): void {
    shareHiddenClasses(req, res)
    // A client must be able to read them before it has a token.
    if (published?.respond(req, res) === true) return
    const credentials = findCredentials(config, req)
    if (credentials instanceof Error) return refuse(next, credentials, 'Bearer')
    if (credentials === undefined) {
      if (!config.optional) return refuse(next, refused(missingCredentials(req)), 'Bearer')
      attach(req, anonymous)
      return next()
    }
    const { scheme } = credentials
    if ('refusal' in credentials) return refuse(next, refused(credentials.refusal), scheme)
    const issuers = issuersFor(config, req)
    if (issuers instanceof Error) return refuse(next, issuers, scheme)
    const { token } = credentials
    const presentation = binding && new RequestPresentation(scheme, token, req, binding.mutualTls?.thumbprintOf)
    finish(req, res, next, verifyToken(config, cache, { token, presentation }, issuers), scheme)
  }

  function finish(req: IncomingMessage, res: ServerResponse, next: Next, verdict: Verdict, scheme: Scheme): void {
    if (verdict instanceof Promise) {
      verdict.then((settled) => finish(req, res, next, settled, scheme), next)
      return
    }
    if (verdict instanceof Error) return refuse(next, verdict, scheme)
    if (verdict.newNonce !== undefined) sendNonce(res, verdict.newNonce)
    attach(req, verdict)
    next()
  }

  function refuse(next: Next, error: Error, scheme: Scheme): void {
    next(withChallenge(config, error, scheme))
  }

  async function verify(token: string, { issuer, ...presented }: VerifyOptions = {}): Promise<AccessTokenAuth> {
    const scheme = presented.dpop === undefined ? 'Bearer' : 'DPoP'
    // A message may hold anything where a token should be.
    if (typeof token !== 'string' || malformation(token) !== undefined) {
      throw withChallenge(config, refused(new AuthError('ERR_TOKEN_MALFORMED')), scheme)
    }
    if (presented.dpop !== undefined && binding?.dpop === undefined) {
      throw new TypeError('apiGuard: verify(token, { dpop }) needs the option "dpop"')
    }
    const presentation = binding && presentationOf(token, presented, binding)
    const issuers = issuersNamed(config, issuer)
    const verdict =
      issuers instanceof Error ? issuers : await verifyToken(config, cache, { token, presentation }, issuers)
    if (verdict instanceof Error) throw withChallenge(config, verdict, scheme)
    return verdict.verified.auth
  }

  function close(): void {
    for (const { keys } of config.issuers.all) keys.close()
    cache.clear()
    exchanged.clear()
    published?.close()
  }

  function metadata(): (req: IncomingMessage, res: ServerResponse, next: Next) => void {
    if (published === undefined) throw new TypeError('apiGuard: metadata() needs the option "resource"')
    return (req, res, next) => {
      if (!published.respond(req, res)) next()
    }
  }

  // Without "optional", `attach` always gets a verified token.
  const of = (req: IncomingMessage) => ownAuth(req, config.challenge) as AccessTokenAuth

  function actFor(req: IncomingMessage): OnBehalfOf {
    const { auth, issuer } = ownToken(req, config.challenge)
    const client = config.issuers.get(issuer.issuer)?.exchange
    const { downstream, fetch } = config
    return onBehalfOf({ auth, client, downstream, fetch, tokens: exchanged })
  }

  return Object.assign(guard, { of, verify, metadata, onBehalfOf: actFor, close })
}

function publish({ issuers, scopes, challenge, binding }: GuardConfig, resource: Resource): ResourceMetadata {
  const names = issuers.all.map(({ issuer, template }) => template?.discoveryIssuer ?? issuer)
  return createResourceMetadata(resource, {
    // A name that isn't a URL can't be an authorization server for a client.
    issuers: names.filter((name) => /^https?:/i.test(name)),
    scopes,
    dpop: challenge.dpop,
    mutualTls: binding?.mutualTls !== undefined,
  })
}

function withChallenge({ challenge, scopes }: GuardConfig, error: Error, scheme: Scheme): Error {
  if (!isAuthError(error)) return error
  return challenged(challenge, error, { scheme, scopes: error.code === 'ERR_INSUFFICIENT_SCOPE' ? scopes : [] })
}

function sendNonce(res: ServerResponse, nonce: string): void {
  for (const [name, value] of Object.entries(nonceHeaders(nonce))) res.setHeader(name, value)
}
