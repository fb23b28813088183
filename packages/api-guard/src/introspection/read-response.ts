import { AuthError, type Claims, claim, parseJsonObject } from '@tandem-auth/tokens'
import type { SignedResponses } from './signed-responses.js'

export const signedResponseType = 'application/token-introspection+jwt'

export interface ReadingRules {
  readonly signedResponses: SignedResponses
  readonly tokenInfo: boolean
  readonly inactiveStatuses: readonly number[]
}

/** Returns the response's claims, always with `active`. */
export async function readSuccess(response: Response, rules: ReadingRules, now: number): Promise<Claims> {
  const claims = isSigned(response)
    ? await rules.signedResponses.read(await response.text(), now)
    : parseJsonObject(Buffer.from(await response.arrayBuffer()))
  if (claims === undefined) throw unreadable('The introspection response is not a JSON object.')
  // A response without "active" doesn't come from an introspection endpoint. A tokeninfo endpoint never sends it.
  if (rules.tokenInfo) return { ...claims, active: true }
  if (typeof claim(claims, 'active') !== 'boolean')
    throw unreadable('The introspection response has no "active". Is this the introspection endpoint?')
  return claims
}

// RFC 7662, 2.3 and RFC 6749, 5.2: the errors for a client that is unknown or may not introspect.
const refusals = new Set<unknown>(['invalid_client', 'unauthorized_client', 'access_denied'])

/** Reads a response whose status isn't 200. */
export async function readRefusal(response: Response, { inactiveStatuses }: ReadingRules): Promise<Claims> {
  const { status } = response
  const body = parseJsonObject(Buffer.from(await response.arrayBuffer()))
  if (inactiveStatuses.includes(status)) return { active: false }
  if (status === 401 || status === 403 || (status === 400 && refusals.has(body?.error))) {
    throw new AuthError('ERR_INTROSPECTION_REFUSED', { hint: refusedHint })
  }
  throw unreadable(`The introspection endpoint responded with status ${status}.`)
}

const refusedHint =
  'The provider refuses the client that "introspection" names. Check its clientId and its secret or key, and that the provider lets it introspect.'

function isSigned({ headers }: Response): boolean {
  return headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() === signedResponseType
}

function unreadable(hint: string): AuthError {
  return new AuthError('ERR_INTROSPECTION_UNAVAILABLE', { hint })
}
