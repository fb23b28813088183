import { type Claims, claim } from '@tandem-auth/tokens'

/** The outermost `act` of a token, if it is an object (RFC 8693, 4.1). */
export function actorOf(claims: Claims): Claims | undefined {
  const act = claim(claims, 'act')
  return typeof act === 'object' && act !== null && !Array.isArray(act) ? (act as Claims) : undefined
}
