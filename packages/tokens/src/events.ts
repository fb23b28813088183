import { type Channel, channel, subscribe as listen, unsubscribe } from 'node:diagnostics_channel'
import type { ErrorCode } from './error-codes.js'

/** A code of this project, or `ERR_UNKNOWN` for a failure that it has no code for. */
type FailureCode = ErrorCode | 'ERR_UNKNOWN'

/**
 * What each event holds. `issuer` is always one of the configured issuers, and `undefined` while it isn't known. No event
 * holds a token or a part of one.
 */
export interface AuthEvents {
  readonly 'token.accepted': {
    readonly format: 'jwt' | 'opaque'
    readonly issuer: string
    readonly clientId: string | undefined
  }
  readonly 'token.refused': {
    readonly code: ErrorCode
    readonly status: number
    readonly format: 'jwt' | 'opaque' | undefined
    readonly issuer: string | undefined
  }
  /** `keys`: how many usable keys the set has. `dropped`: the others, with the reasons. */
  readonly 'keys.refreshed': {
    readonly issuer: string
    readonly keys: number
    readonly dropped: readonly { readonly kid: string | undefined; readonly reason: string }[]
  }
  readonly 'keys.failed': { readonly issuer: string; readonly code: ErrorCode }
  readonly 'introspection.answered': { readonly issuer: string; readonly active: boolean }
  readonly 'introspection.failed': { readonly issuer: string; readonly code: ErrorCode }
  /** `silent`: the provider was asked to show no page. */
  readonly 'login.started': { readonly issuer: string; readonly silent: boolean }
  readonly 'login.succeeded': { readonly issuer: string }
  readonly 'login.failed': {
    readonly issuer?: string | undefined
    readonly code: FailureCode
    readonly hint?: string | undefined
  }
  readonly 'logout.succeeded': { readonly issuer: string }
  /** With a `reason` for a cookie or row that logs nobody in, with a `code` for what a guard or a route refused. */
  readonly 'session.refused': {
    readonly issuer?: string | undefined
    readonly code?: ErrorCode | undefined
    readonly reason?: 'ended' | 'expired' | 'written after its end' | 'repeated cookie' | undefined
  }
  /** `sessions`: how many were ended. */
  readonly 'session.revoked': {
    readonly issuer: string
    readonly sessions: number
    readonly by: 'app' | 'provider' | 'limit' | 'refused refresh'
  }
  /** `id`: the public id of the session. Published by the process that ended it. */
  readonly 'session.ended': { readonly issuer: string; readonly id: string }
  readonly 'session.failed': { readonly issuer?: string | undefined; readonly code: FailureCode }
  /** `api`: its name in the options. */
  readonly 'tokens.refreshed': { readonly api: string | undefined }
  readonly 'tokens.refresh-failed': { readonly api: string | undefined; readonly code: FailureCode }
}

export type EventName = keyof AuthEvents

export const eventNames = [
  'token.accepted',
  'token.refused',
  'keys.refreshed',
  'keys.failed',
  'introspection.answered',
  'introspection.failed',
  'login.started',
  'login.succeeded',
  'login.failed',
  'logout.succeeded',
  'session.refused',
  'session.revoked',
  'session.ended',
  'session.failed',
  'tokens.refreshed',
  'tokens.refresh-failed',
] as const satisfies readonly EventName[]

const channels = new Map<EventName, Channel>(eventNames.map((name) => [name, channel(channelName(name))]))

function channelName(name: EventName): string {
  return `tandem-auth:${name}`
}

/** Publishes an event. Calls `details` only if somebody has subscribed to it. */
export function publish<Name extends EventName>(name: Name, details: () => AuthEvents[Name]): void {
  const target = channels.get(name)
  if (target?.hasSubscribers) target.publish(details())
}

export function hasSubscribers(name: EventName): boolean {
  return channels.get(name)?.hasSubscribers === true
}

/**
 * Calls `listener` for each event of this name, in this process. The same events are on Node's diagnostics channel
 * `tandem-auth:<name>`. Returns a function that unsubscribes.
 */
export function subscribe<Name extends EventName>(name: Name, listener: (event: AuthEvents[Name]) => void): () => void {
  const onMessage = (message: unknown) => listener(message as AuthEvents[Name])
  listen(channelName(name), onMessage)
  return () => {
    unsubscribe(channelName(name), onMessage)
  }
}
