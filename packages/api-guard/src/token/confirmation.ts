import { AuthError, type Claims, claim, quote } from '@tandem-auth/tokens'

/** What a token is bound to: the claim `cnf`. */
export interface Confirmation {
  /** The SHA-256 thumbprint of a DPoP key (RFC 9449, 6.1). */
  readonly jkt?: string
  /** The SHA-256 thumbprint of a client certificate (RFC 8705, 3.1). */
  readonly 'x5t#S256'?: string
}

/** The members of `cnf` that can be checked at all. */
export type ConfirmationMethod = keyof Confirmation

const sha256 = /^[A-Za-z0-9_-]{43}$/

/**
 * What the claims say that their token is bound to; `undefined` for a bearer token. A member that this guard doesn't check
 * must not be ignored: the token would be what the binding was to prevent.
 * @throws AuthError `ERR_TOKEN_BOUND` (401)
 * @see RFC 7800, 3.1
 */
export function confirmationOf(claims: Claims, accepted: ReadonlySet<string>): Confirmation | undefined {
  const cnf = claim(claims, 'cnf')
  if (cnf === undefined || cnf === null) {
    if (isDpopType(claims)) throw bound('Its type is DPoP, but it names no key ("cnf").')
    return undefined
  }
  if (typeof cnf !== 'object') throw bound('Its "cnf" is not an object.')
  const members = Object.entries(cnf)
  if (members.length === 0) throw bound('Its "cnf" is empty.')
  for (const [name, value] of members) {
    if (!accepted.has(name)) throw bound(adviceFor(name))
    if (typeof value !== 'string' || !sha256.test(value)) throw bound(`${quote(name)} of its "cnf" is no thumbprint.`)
  }
  if (isDpopType(claims) && !Object.hasOwn(cnf, 'jkt')) throw bound('Its type is DPoP, but its "cnf" has no "jkt".')
  return cnf as Confirmation
}

// `token_type` of an introspection response (RFC 9449, 6.2); `typ` is Keycloak's own claim.
function isDpopType(claims: Claims): boolean {
  return ['token_type', 'typ'].some((name) => {
    const value = claim(claims, name)
    return typeof value === 'string' && value.toLowerCase() === 'dpop'
  })
}

const options = new Map([
  ['jkt', 'dpop'],
  ['x5t#S256', 'mutualTls'],
])

function adviceFor(member: string): string {
  const option = options.get(member)
  if (option === undefined) return `No option of the guard checks ${quote(member)} of its "cnf".`
  return `Configure "${option}", so that the guard can check ${quote(member)} of its "cnf".`
}

function bound(reason: string): AuthError {
  return new AuthError('ERR_TOKEN_BOUND', { hint: `This token is bound to a key. ${reason}` })
}
