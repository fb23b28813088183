import type { IncomingMessage } from 'node:http'
import { AuthError, warnInDevelopment } from '@tandem-auth/tokens'
import type { ChallengeConfig } from './challenge.js'
import type { AccessTokenAuth } from './token/access-token-auth.js'
import type { VerifiedToken } from './token/verified-token.js'

/** What a guard leaves on a request: a verified token, or the fact that it let the request through without one. */
export interface GuardState {
  readonly verified: VerifiedToken | undefined
  /** Made once for each guard, so it also identifies the guard. */
  readonly challenge: ChallengeConfig
  /** What another guard left on the same request before. */
  readonly previous?: GuardState
}

/** The state after a token was verified. */
export interface VerifiedGuardState extends GuardState {
  readonly verified: VerifiedToken
  /** The DPoP nonce to send with the response, if a new one is due. */
  readonly newNonce?: string
}

interface GuardedRequest extends IncomingMessage {
  auth?: AccessTokenAuth
}

// In a WeakMap, because any middleware may overwrite `req.auth`. Registered globally, so that two installed copies of
// this package share it. Never keep the request in the value (see client-session's request-context.ts).
const guardStates = Symbol.for('tandem-auth.api-guard.guard-states')
const registered = globalThis as { [guardStates]?: WeakMap<IncomingMessage, GuardState> }
registered[guardStates] ??= new WeakMap()
const attached = registered[guardStates]

export function attach(req: GuardedRequest, state: GuardState): void {
  const previous = attached.get(req)
  attached.set(req, previous === undefined || previous.challenge === state.challenge ? state : { ...state, previous })
  if (state.verified !== undefined) req.auth = state.verified.auth
}

/** @throws AuthError `ERR_GUARD_MISSING` (500) when no guard has seen the request */
export function guardStateOf(req: IncomingMessage): GuardState {
  const state = attached.get(req)
  if (state === undefined) throw guardMissing('Mount apiGuard(...) before this route: app.use(apiGuard({ ... })).')
  return state
}

/**
 * Returns what the guard with this challenge has verified, whatever other guards did.
 * @throws AuthError `ERR_GUARD_MISSING` (500) when that guard hasn't seen the request
 */
export function ownAuth(req: IncomingMessage, challenge: ChallengeConfig): AccessTokenAuth | undefined {
  return ownState(req, challenge).verified?.auth
}

/**
 * The token that the guard with this challenge has verified.
 * @throws AuthError `ERR_GUARD_MISSING` (500) when that guard hasn't verified a token for the request
 */
export function ownToken(req: IncomingMessage, challenge: ChallengeConfig): VerifiedToken {
  const { verified } = ownState(req, challenge)
  if (verified === undefined) throw guardMissing('This request came without a token, which "optional" allows.')
  return verified
}

function ownState(req: IncomingMessage, challenge: ChallengeConfig): GuardState {
  let state = attached.get(req)
  while (state !== undefined && state.challenge !== challenge) state = state.previous
  if (state === undefined) throw guardMissing('Mount this guard before this route. Another guard does not count.')
  return state
}

function guardMissing(hint: string): AuthError {
  const error = new AuthError('ERR_GUARD_MISSING', { hint })
  warnInDevelopment('token.refused', error)
  return error
}

/**
 * Returns the verified access token of a request, from the guard that saw it last.
 * @throws AuthError `ERR_GUARD_MISSING` (500) when no guard has verified a token for this request; with
 * `{ optional: true }` only when no guard has seen it
 */
export function authOf(req: IncomingMessage): AccessTokenAuth
export function authOf(req: IncomingMessage, options: { readonly optional: true }): AccessTokenAuth | undefined
export function authOf(req: IncomingMessage, options?: { readonly optional: boolean }): AccessTokenAuth | undefined {
  const { verified } = guardStateOf(req)
  if (verified === undefined && options?.optional !== true) {
    throw guardMissing(
      'This request came without a token, which "optional" allows. Use authOf(req, { optional: true }), or a route guard such as requireScopes.',
    )
  }
  return verified?.auth
}
