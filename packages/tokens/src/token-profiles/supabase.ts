import { scopeClaim, stringClaim } from '../jwt/claims.js'
import { firstMissingString, wrongKind } from './profile-parts.js'
import type { TokenProfile } from './token-profile.js'

/**
 * Supabase Auth with asymmetric keys. The access token of a session is addressed to "authenticated", that is to every API
 * of the project, and is what its clients hold as proof of the login. ID tokens of its OAuth server have no session.
 */
export const supabase: TokenProfile = {
  name: 'supabase',
  hosts: ['.supabase.co'],
  headerTypes: ['jwt', ''],
  prove({ claims }) {
    const missing = firstMissingString(claims, ['session_id', 'role', 'aal'])
    if (missing === undefined) return undefined
    return wrongKind(
      `An access token of Supabase has "${missing}"; this one does not. Send the session's access_token.`,
    )
  },
  clientId: (claims) => stringClaim(claims, 'client_id'),
  scopes: (claims) => scopeClaim(claims, 'scope'),
  isMachine: () => false,
  recognizes: ({ claims }) => firstMissingString(claims, ['session_id', 'aal', 'role']) === undefined,
  advice: {
    accessToken: () => 'in supabase-js it is `session.access_token`.',
    audience: () => 'Supabase writes "authenticated" into "aud": configure audience: \'authenticated\'.',
  },
}
