import type { Confirmation } from '../token/confirmation.js'

/** The scheme of an `Authorization` header that carries an access token: RFC 6750, 2.1, or RFC 9449, 7.1. */
export type Scheme = 'Bearer' | 'DPoP'

/** The scheme that a token must be sent with. */
export function schemeFor(confirmation: Confirmation | undefined): Scheme {
  return confirmation?.jkt === undefined ? 'Bearer' : 'DPoP'
}
