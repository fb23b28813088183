import { claim, stringClaim } from '../jwt/claims.js'
import { quote } from '../quote.js'
import { member, wrongClaims, wrongKind } from './profile-parts.js'
import type { TokenProfile, VerifiedToken } from './token-profile.js'

export interface GoogleServiceIdentityOptions {
  /** E-mail addresses of the service accounts that may call. */
  readonly emails: readonly string[]
}

const clientIdSuffix = '.apps.googleusercontent.com'

/**
 * Accepts ID tokens of Google service accounts as credentials. Google's services call each other this way: Cloud Run,
 * Cloud Tasks, Pub/Sub push. Such a token isn't an access token: it names no scope, and every API with the same audience
 * would accept it. So this profile is never detected, the audience must be a URL of this API only, and the service accounts
 * are listed one by one. Tokens from the sign-in of a user are refused.
 * @throws TypeError for addresses that don't belong to service accounts
 */
export function googleServiceIdentity(options: GoogleServiceIdentityOptions): TokenProfile {
  const allowed = new Set(parseEmails(member(options, 'emails')))
  return {
    name: 'google-service-identity',
    headerTypes: ['jwt'],
    screen: ({ claims, audience }) =>
      claim(claims, 'nonce') === undefined && !audience.some((name) => name.endsWith(clientIdSuffix))
        ? undefined
        : wrongKind('This is an ID token from a sign-in, issued to a client and not to this API.'),
    prove: (token) => proveServiceAccount(token, allowed),
    clientId: (claims) => stringClaim(claims, 'azp'),
    scopes: () => [],
    isMachine: () => true,
  }
}

function proveServiceAccount({ claims, audience }: VerifiedToken, allowed: ReadonlySet<string>) {
  const email = stringClaim(claims, 'email')
  if (audience.length !== 1) return wrongClaims('A token of a service account has exactly one audience.')
  if (email === undefined || claim(claims, 'email_verified') !== true) {
    return wrongClaims('The token names no service account. Ask the metadata server for one with format=full.')
  }
  if (allowed.has(email)) return undefined
  return {
    code: 'ERR_TOKEN_CLIENT' as const,
    hint: `The service account ${quote(email)} isn't among the "emails" of googleServiceIdentity.`,
  }
}

function parseEmails(emails: unknown): readonly string[] {
  if (Array.isArray(emails) && emails.length > 0 && emails.every(isServiceAccount)) return emails
  throw new TypeError(
    'googleServiceIdentity: "emails" must be a non-empty array of service account addresses (...gserviceaccount.com)',
  )
}

function isServiceAccount(email: unknown): boolean {
  return typeof email === 'string' && /^[a-z0-9.-]+@(?:[a-z0-9-]+\.)+gserviceaccount\.com$/.test(email)
}
