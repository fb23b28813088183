import { AuthError, quote } from '@tandem-auth/tokens'
import type { Sighting } from '../auth.js'
import type { IssuerConfig, Issuers } from '../issuers/issuers.js'
import type { VerifiedOpaque } from './introspection.js'

/**
 * Whether a token is anything but a JWS or a JWE. Those are judged here, and never by asking: where both ways were open,
 * a caller could choose the weaker one.
 */
export function isOpaque(token: string): boolean {
  const parts = countParts(token)
  return !(beginsAsJson(token) && (parts === 3 || parts === 5))
}

/**
 * Judges an opaque token by what the one introspecting issuer says.
 * @throws AuthError
 */
export async function verifyOpaque(
  token: string,
  issuers: Issuers,
  now: number,
  sighting: Sighting,
): Promise<VerifiedOpaque> {
  const { introspecting } = issuers
  if (introspecting === undefined) throw notTaken(token, issuers.all)
  const { issuer, introspection } = introspecting
  sighting.format = 'opaque'
  sighting.issuer = issuer.issuer
  return introspection.judge(token, issuer, now)
}

function notTaken(token: string, issuers: readonly IssuerConfig[]): AuthError {
  if (beginsAsJson(token)) return new AuthError('ERR_TOKEN_MALFORMED', { hint: truncatedHint })
  const advice = issuers.flatMap(
    ({ profile, identifiers }) => profile.advice?.opaque?.(quote(identifiers.join(' or '))) ?? [],
  )
  return new AuthError('ERR_TOKEN_OPAQUE', { hint: [opaqueHint, ...advice].join(' ') })
}

const truncatedHint = 'This begins as a JWT and does not have three parts. Was it cut off?'
const opaqueHint =
  'This token is no JWT. Let the client ask for a token for this API, or let the guard ask the provider ("introspection").'

function countParts(token: string): number {
  let parts = 1
  for (let dot = token.indexOf('.'); dot !== -1; dot = token.indexOf('.', dot + 1)) parts += 1
  return parts
}

function beginsAsJson(token: string): boolean {
  return Buffer.from(token.slice(0, 4), 'base64url')[0] === '{'.charCodeAt(0)
}
