import type { IncomingMessage } from 'node:http'
import { AuthError, type Claims, type JwsHeader } from '@tandem-auth/tokens'
import type { ChallengeConfig } from './challenge.js'

interface AuthOfAnyFormat {
  /** The access token as it was sent. Not enumerable, so that logging `req.auth` doesn't print it. */
  readonly token: string
  /** The claims of the token, or the answer of the introspection; deeply frozen. */
  readonly payload: Claims
  readonly issuer: string
  /** With `isMachine`, a client; else a user, unique only together with `issuer`. */
  readonly subject: string | undefined
  readonly clientId: string | undefined
  readonly audience: readonly string[]
  readonly scopes: readonly string[]
  /** Epoch seconds. */
  readonly expiresAt: number | undefined
  /** Whether a client acts for itself; `undefined` where the token doesn't tell. */
  readonly isMachine: boolean | undefined
}

export interface JwtAuth extends AuthOfAnyFormat {
  readonly format: 'jwt'
  /** Deeply frozen. */
  readonly header: JwsHeader
}

export interface OpaqueAuth extends AuthOfAnyFormat {
  readonly format: 'opaque'
  readonly header?: undefined
}

/** A verified access token: who sent it, and what the caller may do. */
export type AccessTokenAuth = JwtAuth | OpaqueAuth

/** What only this package sees of a verified token. */
export interface VerifiedToken {
  readonly auth: AccessTokenAuth
  readonly permissions: readonly string[]
  /** The configured issuer by which it was judged. */
  readonly judgedBy: { readonly issuer: string }
}

/** What a guard leaves on a request: a credential, or the fact that it let the request through without one. */
export interface GuardState {
  readonly credential: VerifiedToken | undefined
  readonly challenge: ChallengeConfig
}

/** What it leaves once a token was verified. */
export interface VerifiedGuardState extends GuardState {
  readonly credential: VerifiedToken
}

/** What is known of a token so far, for those who listen to events: never a word of the token itself. */
export interface Sighting {
  format: 'jwt' | 'opaque' | undefined
  /** The configured issuer. */
  issuer: string | undefined
}

interface GuardedRequest extends IncomingMessage {
  auth?: AccessTokenAuth
}

// Beside the request, not on it: `req.auth` is anybody's to overwrite. Registered, since a tree may hold two copies of this
// package. A value must never lead back to its request: context.ts of client-session says what that would cost.
const guardStates = Symbol.for('tandem-auth.api-guard.attachments')
const registered = globalThis as { [guardStates]?: WeakMap<IncomingMessage, GuardState> }
registered[guardStates] ??= new WeakMap()
const attached = registered[guardStates]

export function attach(req: GuardedRequest, state: GuardState): void {
  attached.set(req, state)
  if (state.credential !== undefined) req.auth = state.credential.auth
}

/** @throws AuthError `ERR_GUARD_MISSING` (500) when no guard has seen the request */
export function guardStateOf(req: IncomingMessage): GuardState {
  const state = attached.get(req)
  if (state === undefined) {
    throw new AuthError('ERR_GUARD_MISSING', {
      hint: 'Mount apiGuard(...) before this route: app.use(apiGuard({ ... })).',
    })
  }
  return state
}

/**
 * The verified access token of a request, where `apiGuard` let it through.
 * @throws AuthError `ERR_GUARD_MISSING` (500) when no guard has verified a token for this request; with
 * `{ optional: true }` only when no guard has seen it
 */
export function authOf(req: IncomingMessage): AccessTokenAuth
export function authOf(req: IncomingMessage, options: { readonly optional: true }): AccessTokenAuth | undefined
export function authOf(req: IncomingMessage, options?: { readonly optional: boolean }): AccessTokenAuth | undefined {
  const { credential } = guardStateOf(req)
  if (credential === undefined && options?.optional !== true) {
    throw new AuthError('ERR_GUARD_MISSING', {
      hint: 'This request came without a token, as "optional" allows. Use authOf(req, { optional: true }) or a guard for the route.',
    })
  }
  return credential?.auth
}
