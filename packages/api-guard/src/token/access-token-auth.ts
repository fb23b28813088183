import type { AccessTokenAuth, JwtAuth, OpaqueAuth } from '../auth.js'

/** What is known of a verified token, without the token. */
export type AuthFields = Omit<JwtAuth, 'token'> | Omit<OpaqueAuth, 'token'>

/** Makes the whole unchangeable, since the next request may get the same object. */
export function sealAuth(parts: AuthFields, token: string): AccessTokenAuth {
  return new VerifiedToken(parts, token) as AccessTokenAuth
}

class VerifiedToken {
  // Private, because `%o` in a log line prints properties that aren't enumerable, too.
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

  constructor(parts: AuthFields, token: string) {
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
