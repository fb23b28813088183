import type { ErrorCode } from '@tandem-auth/tokens'

/** One thing that is checked, and the codes of the errors that mean it failed. */
export interface Rule {
  readonly name: string
  readonly codes: readonly ErrorCode[]
}

/** What a guard checks, in its order: the first that fails decides. */
export const guardRules: readonly Rule[] = [
  {
    name: 'form',
    codes: [
      'ERR_TOKEN_MALFORMED',
      'ERR_TOKEN_TOO_LARGE',
      'ERR_TOKEN_ENCRYPTED',
      'ERR_TOKEN_HEADER',
      'ERR_TOKEN_OPAQUE',
    ],
  },
  { name: 'issuer', codes: ['ERR_TOKEN_ISSUER', 'ERR_ISSUER_SELECTION'] },
  { name: 'algorithm', codes: ['ERR_TOKEN_ALGORITHM'] },
  { name: 'kind', codes: ['ERR_TOKEN_KIND'] },
  { name: 'claims', codes: ['ERR_TOKEN_CLAIMS'] },
  { name: 'times', codes: ['ERR_TOKEN_EXPIRED', 'ERR_TOKEN_NOT_YET'] },
  { name: 'audience', codes: ['ERR_TOKEN_AUDIENCE'] },
  { name: 'binding', codes: ['ERR_TOKEN_BOUND', 'ERR_TOKEN_UNBOUND', 'ERR_TOKEN_CERTIFICATE'] },
  {
    name: 'key',
    codes: [
      'ERR_TOKEN_KEY',
      'ERR_KEYS_UNAVAILABLE',
      'ERR_METADATA_UNAVAILABLE',
      'ERR_METADATA_INVALID',
      'ERR_ISSUER_MISMATCH',
    ],
  },
  { name: 'signature', codes: ['ERR_TOKEN_SIGNATURE'] },
  { name: 'activity', codes: ['ERR_TOKEN_INACTIVE', 'ERR_INTROSPECTION_UNAVAILABLE', 'ERR_INTROSPECTION_REFUSED'] },
  { name: 'client', codes: ['ERR_TOKEN_CLIENT'] },
  { name: 'revocation', codes: ['ERR_TOKEN_REVOKED', 'ERR_REVOCATION_CHECK'] },
  { name: 'scopes', codes: ['ERR_INSUFFICIENT_SCOPE'] },
]

/** What a client checks in an ID token, in its order. The nonce and `at_hash` need the login that the token came with. */
export const clientRules: readonly Rule[] = [
  { name: 'form', codes: ['ERR_ID_TOKEN_MALFORMED', 'ERR_ID_TOKEN_MISSING'] },
  { name: 'algorithm', codes: ['ERR_ID_TOKEN_ALGORITHM'] },
  { name: 'kind', codes: ['ERR_ID_TOKEN_KIND'] },
  { name: 'issuer', codes: ['ERR_ID_TOKEN_ISSUER'] },
  {
    name: 'keys',
    codes: ['ERR_KEYS_UNAVAILABLE', 'ERR_METADATA_UNAVAILABLE', 'ERR_METADATA_INVALID', 'ERR_ISSUER_MISMATCH'],
  },
  { name: 'signature', codes: ['ERR_ID_TOKEN_SIGNATURE'] },
  { name: 'audience', codes: ['ERR_ID_TOKEN_AUDIENCE'] },
  { name: 'claims', codes: ['ERR_ID_TOKEN_CLAIMS'] },
  { name: 'times', codes: ['ERR_ID_TOKEN_TIME'] },
]
