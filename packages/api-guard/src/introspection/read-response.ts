import { AuthError, type Claims, claim, parseJsonObject } from '@tandem-auth/tokens'
import type { SignedAnswers } from './signed-response.js'

export const signedAnswerType = 'application/token-introspection+jwt'

export interface ReadingRules {
  readonly signedAnswers: SignedAnswers
  readonly tokenInfo: boolean
  readonly inactiveStatuses: readonly number[]
}

/** What a provider says of a token, with `active` in it. */
export async function readSuccess(response: Response, rules: ReadingRules, now: number): Promise<Claims> {
  const claims = isSigned(response)
    ? await rules.signedAnswers.read(await response.text(), now)
    : parseJsonObject(Buffer.from(await response.arrayBuffer()))
  if (claims === undefined) throw unreadable('The introspection answered something that is not a JSON object.')
  // Whoever answers without "active" is no introspection endpoint; a good answer of a tokeninfo endpoint never has it.
  if (rules.tokenInfo) return { ...claims, active: true }
  if (typeof claim(claims, 'active') !== 'boolean') throw unreadable('The introspection answered without "active".')
  return claims
}

// RFC 7662, 2.3 and RFC 6749, 5.2: what a provider says to a client that it doesn't know or doesn't let introspect.
const refusals = new Set<unknown>(['invalid_client', 'unauthorized_client', 'access_denied'])

/** An answer that isn't 200. */
export async function readRefusal(response: Response, { inactiveStatuses }: ReadingRules): Promise<Claims> {
  const { status } = response
  const body = parseJsonObject(Buffer.from(await response.arrayBuffer()))
  if (inactiveStatuses.includes(status)) return { active: false }
  if (status === 401 || status === 403 || (status === 400 && refusals.has(body?.error))) {
    throw new AuthError('ERR_INTROSPECTION_REFUSED', { hint: refusedHint })
  }
  throw unreadable(`The introspection answered with status ${status}.`)
}

const refusedHint =
  'The provider refuses the client that "introspection" names. Check its clientId and its secret or key, and that the provider lets it introspect.'

function isSigned({ headers }: Response): boolean {
  return headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() === signedAnswerType
}

function unreadable(hint: string): AuthError {
  return new AuthError('ERR_INTROSPECTION_UNAVAILABLE', { hint })
}
