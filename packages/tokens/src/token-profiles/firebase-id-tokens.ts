import { claim, stringArrayClaim, stringClaim } from '../jwt/claims.js'
import { member, wrongClaims, wrongKind } from './profile-parts.js'
import type { TokenProfile, VerifiedToken } from './token-profile.js'

export interface FirebaseIdTokensOptions {
  /** Accept sessions that nobody signed in to (`sign_in_provider: "anonymous"`); `false` by default. */
  readonly anonymous?: boolean | undefined
}

/**
 * Accepts the ID tokens of Firebase Authentication as credentials. Firebase issues no access tokens and means its clients
 * to send these. Such a token is addressed to the whole project, so every API of the project accepts it, and it grants no
 * scope. That is why this profile is never detected. The audience is the project's id.
 * @throws TypeError naming the option
 */
export function firebaseIdTokens(options: FirebaseIdTokensOptions = {}): TokenProfile {
  const anonymous: unknown = member(options, 'anonymous') ?? false
  if (typeof anonymous !== 'boolean') throw new TypeError('firebaseIdTokens: "anonymous" must be true or false')
  return {
    name: 'firebase-id-tokens',
    headerTypes: ['jwt'],
    prove: (token) => proveProject(token) ?? proveSignIn(token, anonymous),
    clientId: () => undefined,
    scopes: () => [],
    permissions: (claims) => stringArrayClaim(claims, 'permissions'),
    isMachine: () => false,
  }
}

function proveProject({ issuer, audience }: VerifiedToken) {
  if (audience.length === 1 && issuer === `https://securetoken.google.com/${audience[0]}`) return undefined
  return wrongKind(
    'An ID token of Firebase has the issuer https://securetoken.google.com/{project} and the audience {project}.',
  )
}

function proveSignIn({ claims }: VerifiedToken, anonymous: boolean) {
  const provider = member(claim(claims, 'firebase'), 'sign_in_provider')
  const user = stringClaim(claims, 'user_id')
  if (typeof provider !== 'string' || user === undefined || user !== stringClaim(claims, 'sub')) {
    return wrongKind('An ID token of Firebase has "firebase.sign_in_provider", and its "user_id" is its "sub".')
  }
  if (provider !== 'anonymous' || anonymous) return undefined
  return wrongClaims(
    'This is an anonymous session of Firebase. firebaseIdTokens({ anonymous: true }) accepts these, too.',
  )
}
