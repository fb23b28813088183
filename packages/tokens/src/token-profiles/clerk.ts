import { scopeClaim, stringArrayClaim, stringClaim } from '../jwt/claims.js'
import { firstMissingString, wrongClaims, wrongKind } from './profile-parts.js'
import type { TokenProfile } from './token-profile.js'

const machine = 'mch_'

/** Clerk as an OAuth provider: JWT access tokens with the type `at+jwt`. Session and machine tokens have their own profiles. */
export const clerk: TokenProfile = {
  name: 'clerk',
  hosts: ['.clerk.accounts.dev'],
  headerTypes: ['at+jwt'],
  prove({ claims }) {
    if (stringClaim(claims, 'sub')?.startsWith(machine)) {
      return wrongKind('This is a machine token of Clerk. Its token profile is "clerk-m2m".')
    }
    const missing = firstMissingString(claims, ['client_id', 'sub'])
    return missing === undefined
      ? undefined
      : wrongClaims(`An OAuth access token of Clerk has "${missing}"; this one does not.`)
  },
  clientId: (claims) => stringClaim(claims, 'client_id'),
  scopes: (claims) => [...stringArrayClaim(claims, 'scp'), ...scopeClaim(claims, 'scope')],
  permissions: (claims) => stringArrayClaim(claims, 'permissions'),
  isMachine: (claims) => (stringClaim(claims, 'sub')?.startsWith('user_') ? false : undefined),
  advice: {
    accessToken: () =>
      `it comes from Clerk's OAuth token endpoint. The token profile for session tokens is "clerk-session".`,
    opaque: () => 'Clerk issues opaque OAuth access tokens ("oat_") unless JWT is turned on for the OAuth application.',
  },
  withoutAudience: true,
}

/** Clerk's machine-to-machine tokens as JWTs: the subject is a machine, the audience the machines that it may call. */
export const clerkM2m: TokenProfile = {
  name: 'clerk-m2m',
  headerTypes: ['jwt', '', 'at+jwt'],
  prove: ({ claims }) =>
    stringClaim(claims, 'sub')?.startsWith(machine)
      ? undefined
      : wrongKind('The subject of a machine token of Clerk begins with "mch_"; this one\'s does not.'),
  clientId: (claims) => stringClaim(claims, 'sub'),
  scopes: (claims) => scopeClaim(claims, 'scopes'),
  isMachine: () => true,
  recognizes: ({ claims }) => stringClaim(claims, 'sub')?.startsWith(machine) === true,
  advice: {
    opaque: () => 'Clerk issues opaque machine tokens ("mt_") unless the format JWT is asked for.',
  },
}
