import type { AccessTokenAuth, JwtAuth, OpaqueAuth } from '../auth.js'

/** What is known of a verified token, without the token. */
export type AuthParts = Omit<JwtAuth, 'token'> | Omit<OpaqueAuth, 'token'>

/** Makes the whole unchangeable, since the next request may get the same object. */
export function sealAuth(parts: AuthParts, token: string): AccessTokenAuth {
  return new VerifiedToken(parts, token) as AccessTokenAuth
}

class VerifiedToken {
  // Private, because `%o` in a log line prints properties that aren't enumerable, too.
  readonly #token: string
  readonly format: AuthParts['format']
  readonly header: AuthParts['header']
  readonly payload: AuthParts['payload']
  readonly issuer: AuthParts['issuer']
  readonly subject: AuthParts['subject']
  readonly clientId: AuthParts['clientId']
  readonly audience: AuthParts['audience']
  readonly scopes: AuthParts['scopes']
  readonly expiresAt: AuthParts['expiresAt']
  readonly isMachine: AuthParts['isMachine']

  constructor(parts: AuthParts, token: string) {
    this.#token = token
    this.format = parts.format
    this.header = parts.header && sealed(parts.header)
    this.payload = sealed(parts.payload)
    this.issuer = parts.issuer
    this.subject = parts.subject
    this.clientId = parts.clientId
    this.audience = Object.freeze(parts.audience)
    this.scopes = Object.freeze(parts.scopes)
    this.expiresAt = parts.expiresAt
    this.isMachine = parts.isMachine
    Object.freeze(this)
  }

  get token(): string {
    return this.#token
  }
}

// Frozen, so that no handler changes what the next request sees; without a prototype, so that nothing is inherited that
// the issuer never signed.
function sealed<T extends object>(value: T): T {
  if (Object.isFrozen(value)) return value
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null) sealed(member)
  }
  if (!Array.isArray(value)) Object.setPrototypeOf(value, null)
  return Object.freeze(value)
}
