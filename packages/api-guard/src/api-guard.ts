import type { IncomingMessage, ServerResponse } from 'node:http'
import { AuthError, isAuthError, publish } from '@tandem-auth/tokens'
import { judgeJwt, type VerifiedJwt } from './access-token.js'
import { type AccessTokenAuth, type Attachment, attach, type VerifiedAttachment } from './auth.js'
import { challenged } from './challenge.js'
import { type GuardConfig, parseOptions } from './config.js'
import { credentialsOf } from './credentials.js'
import type { ApiGuardOptions } from './options.js'
import { missingScope } from './requirements.js'
import { checkRevocation } from './revocation.js'
import { type VerifiedTokens, verifiedTokens } from './verified-tokens.js'

export type Next = (error?: unknown) => void

/** A middleware that accepts access tokens and nothing else. */
export interface ApiGuard {
  (req: IncomingMessage, res: ServerResponse, next: Next): void
  /**
   * Judges a token that came some other way, for instance with a WebSocket upgrade or a message.
   * @throws AuthError with the codes and statuses that a request would get
   */
  verify(token: string): Promise<AccessTokenAuth>
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
  const anonymous: Attachment = { credential: undefined, challenge: config.challenge }

  function guard(req: IncomingMessage, _res: ServerResponse, next: Next): void {
    const credentials = credentialsOf(req)
    if (typeof credentials === 'string') return admit(req, next, judge(config, verified, credentials))
    if (credentials === undefined && config.optional) {
      attach(req, anonymous)
      return next()
    }
    next(refuse(config, credentials ?? new AuthError('ERR_CREDENTIALS_MISSING')))
  }

  function admit(req: IncomingMessage, next: Next, verdict: Verdict): void {
    if (verdict instanceof Promise) {
      verdict.then((settled) => admit(req, next, settled), next)
      return
    }
    if (verdict instanceof Error) return next(refuse(config, verdict))
    attach(req, verdict)
    publish('token.accepted', () => acceptedEvent(verdict))
    next()
  }

  async function verify(token: string): Promise<AccessTokenAuth> {
    const verdict = await judge(config, verified, token)
    if (verdict instanceof Error) throw refuse(config, verdict)
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

type Judged = VerifiedAttachment | Error
type Verdict = Judged | Promise<Judged>

/** Never throws, and answers at once for a token that is known or whose key is known. */
function judge(config: GuardConfig, verified: VerifiedTokens, token: string): Verdict {
  const now = Date.now()
  const known = verified.recall(token, now)
  if (known !== undefined) return applyPolicy(config, known)
  try {
    const jwt = judgeJwt(token, config.issuers, now / 1000)
    if (!(jwt instanceof Promise)) return applyPolicy(config, remember(config, verified, jwt))
    return jwt.then((found) => applyPolicy(config, remember(config, verified, found))).catch(toError)
  } catch (error) {
    return toError(error)
  }
}

function remember(config: GuardConfig, verified: VerifiedTokens, jwt: VerifiedJwt): VerifiedAttachment {
  const attachment = { credential: jwt.credential, challenge: config.challenge }
  verified.remember(jwt.credential.auth.token, { ...jwt, attachment }, Date.now())
  return attachment
}

/** What is asked on every request, whether the token was known or not. */
function applyPolicy({ isRevoked, scopes }: GuardConfig, attachment: VerifiedAttachment): Verdict {
  const { auth } = attachment.credential
  if (isRevoked === undefined) return missingScope(auth, scopes) ?? attachment
  const refusal = checkRevocation(isRevoked, auth)
  if (!(refusal instanceof Promise)) return refusal ?? missingScope(auth, scopes) ?? attachment
  return refusal.then((found) => found ?? missingScope(auth, scopes) ?? attachment)
}

function acceptedEvent({ credential: { auth } }: VerifiedAttachment): Readonly<Record<string, unknown>> {
  return { format: auth.format, issuer: auth.issuer, clientId: auth.clientId }
}

function refuse({ challenge, scopes }: GuardConfig, error: Error): Error {
  if (!isAuthError(error)) return error
  publish('token.refused', () => ({ code: error.code, status: error.status }))
  return challenged(challenge, error, error.code === 'ERR_SCOPE' ? scopes : [])
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new TypeError('something other than an Error was thrown')
}
