import type { Claims } from '../claims.js'

/** @see OpenID Connect Core 1.0, 5.4 */
const claimsOfScope: Record<string, readonly string[]> = {
  profile: [
    'name',
    'family_name',
    'given_name',
    'middle_name',
    'nickname',
    'preferred_username',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
}

/** The user's claims, without those of scopes that weren't granted. */
export function userClaims(user: Claims, scope: string): Claims {
  const granted = new Set(scope.split(' '))
  const withheld = new Set(Object.entries(claimsOfScope).flatMap(([name, claims]) => (granted.has(name) ? [] : claims)))
  return Object.fromEntries(Object.entries(user).filter(([name]) => !withheld.has(name)))
}
