import type { Claims, JwsHeader } from '@tandem-auth/tokens'
import type { Confirmation } from './confirmation.js'

interface AuthOfAnyFormat {
  /** The access token as it was sent. Not enumerable, so that logging `req.auth` doesn't print it. */
  readonly token: string
  /** The claims of the token, or the introspection response; deeply frozen. */
  readonly payload: Claims
  readonly issuer: string
  /** A client if `isMachine` is true, otherwise a user. Unique only together with `issuer`. */
  readonly subject: string | undefined
  readonly clientId: string | undefined
  readonly audience: readonly string[]
  readonly scopes: readonly string[]
  /** Epoch seconds. */
  readonly expiresAt: number | undefined
  /** Whether a client acts for itself; `undefined` where the token doesn't say. */
  readonly isMachine: boolean | undefined
  /** The key or certificate that the token is bound to, and that the caller proved to have; `undefined` for a bearer token. */
  readonly confirmation: Confirmation | undefined
  /**
   * The party that acts for the subject now, from the outermost `act` (RFC 8693, 4.1). Parties that acted before are in its
   * own `act`, and count for nothing.
   */
  readonly actor: Claims | undefined
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

/** What is known of a verified token, without the token. */
export type AuthFields = Omit<JwtAuth, 'token'> | Omit<OpaqueAuth, 'token'>

/** Returns a frozen object, because later requests with the same token share it. */
export function sealAuth(fields: AuthFields, token: string): AccessTokenAuth {
  return new SealedAuth(fields, token) as AccessTokenAuth
}

class SealedAuth {
  // Private, because `%o` in a log line also prints properties that aren't enumerable.
  readonly #token: string
  readonly format: AuthFields['format']
  readonly header: AuthFields['header']
  readonly payload: AuthFields['payload']
  readonly issuer: AuthFields['issuer']
  readonly subject: AuthFields['subject']
  readonly clientId: AuthFields['clientId']
  readonly audience: AuthFields['audience']
  readonly scopes: AuthFields['scopes']
  readonly expiresAt: AuthFields['expiresAt']
  readonly isMachine: AuthFields['isMachine']
  readonly confirmation: AuthFields['confirmation']
  readonly actor: AuthFields['actor']

  constructor(fields: AuthFields, token: string) {
    this.#token = token
    this.format = fields.format
    this.header = fields.header && sealed(fields.header)
    this.payload = sealed(fields.payload)
    this.issuer = fields.issuer
    this.subject = fields.subject
    this.clientId = fields.clientId
    this.audience = Object.freeze(fields.audience)
    this.scopes = Object.freeze(fields.scopes)
    this.expiresAt = fields.expiresAt
    this.isMachine = fields.isMachine
    this.confirmation = fields.confirmation && sealed(fields.confirmation)
    this.actor = fields.actor && sealed(fields.actor)
    Object.freeze(this)
  }

  get token(): string {
    return this.#token
  }
}

// Frozen, so that a handler can't change what the next request sees. Without a prototype, so that a claim is never
// inherited: the issuer signed own properties only.
function sealed<T extends object>(value: T): T {
  if (Object.isFrozen(value)) return value
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null) sealed(member)
  }
  if (!Array.isArray(value)) Object.setPrototypeOf(value, null)
  return Object.freeze(value)
}
