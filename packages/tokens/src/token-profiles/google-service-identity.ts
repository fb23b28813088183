import { claim, stringClaim } from '../jwt/claims.js'
import { quote } from '../quote.js'
import { member, wrongClaims, wrongKind } from './profile-parts.js'
import type { TokenProfile, VerifiedToken } from './token-profile.js'

export interface GoogleServiceIdentityOptions {
  /** The service accounts that may call, by address. */
  readonly emails: readonly string[]
}

const clientIdSuffix = '.apps.googleusercontent.com'

/**
 * Takes ID tokens of Google service accounts as credentials, which is how Google's services call each other: Cloud Run,
 * Cloud Tasks, Pub/Sub push. This is no access token, names no scope, and holds for every API that takes the same
 * audience. So it is never chosen by itself; the audience must be an address of this API alone, and the service accounts
 * are listed one by one. A sign-in of a user is refused.
 * @throws TypeError for addresses that aren't service accounts'
 */
export function googleServiceIdentity(options: GoogleServiceIdentityOptions): TokenProfile {
  const allowed = new Set(parseEmails(member(options, 'emails')))
  return {
    name: 'google-service-identity',
    headerTypes: ['jwt'],
    screen: ({ claims, audience }) =>
      claim(claims, 'nonce') === undefined && !audience.some((name) => name.endsWith(clientIdSuffix))
        ? undefined
        : wrongKind('This is an ID token of a sign-in, issued to a client. It says nothing to this API.'),
    prove: (token) => proveServiceAccount(token, allowed),
    clientId: (claims) => stringClaim(claims, 'azp'),
    scopes: () => [],
    isMachine: () => true,
  }
}

function proveServiceAccount({ claims, audience }: VerifiedToken, allowed: ReadonlySet<string>) {
  const email = stringClaim(claims, 'email')
  if (audience.length !== 1) return wrongClaims('A token of a service account has one audience.')
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
    'googleServiceIdentity: "emails" must be addresses of service accounts (...gserviceaccount.com), and not empty',
  )
}

function isServiceAccount(email: unknown): boolean {
  return typeof email === 'string' && /^[a-z0-9.-]+@(?:[a-z0-9-]+\.)+gserviceaccount\.com$/.test(email)
}
