import { suggestProfile } from '../src/token/suggest-profile.js'
import { matrices } from './matrix/all.js'
import { decoded } from './matrix/matrix-page.js'
import type { JsonObject } from './matrix/provider-matrix.js'

// No host name gives it away.
const iss = 'https://login.example.com'
const typ = { typ: 'JWT' }
const aud = ['https://api.example.com']

function suggested(header: JsonObject, claims: JsonObject): string | undefined {
  return suggestProfile({
    header: { alg: 'RS256', ...header },
    claims: { iss, ...claims },
    issuer: String(claims.iss ?? iss),
  })
}

// Followed, the advice of another profile would accept more than these: ID tokens with the same claims.
const tokens: readonly [string, JsonObject, string | undefined][] = [
  ['Kinde, a user', { sub: 'kp_1', aud, azp: 'c', scp: ['openid'], permissions: ['a'] }, 'kinde'],
  ['Kinde, a client', { aud, azp: 'c', scp: ['a'], gty: ['client_credentials'], v: '2' }, 'kinde'],
  ['Descope', { sub: 'U2', aud, drn: 'DS', permissions: ['a'], tenants: {}, amr: ['pwd'] }, undefined],
  ['Supabase', { sub: 'u', aud: 'authenticated', role: 'authenticated', aal: 'aal1', session_id: 's' }, 'supabase'],
  [
    'Firebase',
    { sub: 'u', aud: 'p', user_id: 'u', firebase: { sign_in_provider: 'password' }, auth_time: 1 },
    undefined,
  ],
  ['Azure AD B2C', { sub: 'u', aud: 'api', azp: 'c', scp: 'a', tfp: 'B2C_1', ver: '1.0' }, undefined],
  [
    'SAP XSUAA',
    { sub: 'u', aud: ['api'], azp: 'sb-app', cid: 'sb-app', client_id: 'sb-app', scope: ['a'], zid: 'z' },
    undefined,
  ],
  ['WSO2', { sub: 'u', aud: 'api', azp: 'c', client_id: 'c', scope: 'a', aut: 'APPLICATION_USER' }, undefined],
  [
    'Clerk, a session',
    { sub: 'user_1', azp: 'https://app.example.com', sid: 'sess_1', sts: 'active' },
    'clerk-session',
  ],
  ['Clerk, a machine', { sub: 'mch_1', aud: ['mch_2'], scopes: 'mch_2' }, 'clerk-m2m'],
  ['Stytch', { sub: 'u', aud: ['project-1'], 'https://stytch.com/session': {} }, undefined],
  ['PropelAuth', { sub: 'u', user_id: 'u', org_id_to_org_member_info: {}, permissions: ['a'] }, undefined],
  ['ADFS', { sub: 'u', aud: 'api', appid: 'c', apptype: 'Public', scp: 'a', ver: '1.0' }, undefined],
  ['Spring Authorization Server', { sub: 'u', aud, scope: ['a'], jti: 'j' }, undefined],
  ['FusionAuth without tty', { sub: 'u', aud, applicationId: 'c', roles: ['a'], tid: 't' }, undefined],
  ['Hydra', { sub: 'u', aud, client_id: 'c', scp: ['a'], ext: {}, jti: 'j' }, 'hydra'],
  ['Zitadel', { sub: 'u', aud, client_id: 'c', jti: 'j', 'urn:zitadel:iam:org:project:roles': {} }, 'zitadel'],
  [
    'PingOne under a custom domain',
    { iss: `${iss}/8f3c1e9a-0000-4000-8000-000000000001/as`, sub: 'u', aud, client_id: 'c', scope: 'a', auth_time: 1 },
    'ping',
  ],
  ['WorkOS', { sub: 'user_1', sid: 'session_1', permissions: ['a'] }, 'workos'],
  ['Cognito', { sub: 'u', client_id: 'c', token_use: 'access', scope: 'a' }, 'cognito'],
  ['Keycloak', { sub: 'u', aud, azp: 'c', typ: 'Bearer' }, 'keycloak'],
  ['Auth0', { sub: 'auth0|1', aud, azp: 'c', scope: 'a' }, 'auth0'],
  ['FusionAuth', { sub: 'u', aud: 'c', applicationId: 'c', tty: 'at' }, 'fusionauth'],
  ['an ID token with permissions', { sub: 'u', aud: 'api', name: 'Jane', permissions: ['a'] }, undefined],
  ['an ID token that names its client', { sub: 'u', aud: ['api', 'c'], azp: 'c' }, undefined],
]

it.each(tokens)(
  'suggests a profile for a token only where that provider alone can have issued it: %s',
  (_name, claims, profile) => {
    expect(suggested(typ, claims)).toBe(profile)
  },
)

it('suggests no other profile where the host says whose the token is', () => {
  expect(suggested(typ, { iss: 'https://example.kinde.com', sub: 'a|b', aud, azp: 'c', scp: ['a'] })).toBeUndefined()
  expect(
    suggested(typ, { iss: 'https://x.clerk.accounts.dev', sub: 'user_1', azp: 'https://a.example', sid: 'sess_1' }),
  ).toBe('clerk-session')
})

// Every token of every provider, under a host name that says nothing.
const rows = matrices.flatMap((matrix) => matrix.rows.map((row) => ({ provider: matrix.provider, row })))
const names = rows
  .filter(({ row }) => row.claims !== undefined && row.raw === undefined)
  .map(({ provider, row }) => [provider, row.token, row] as const)

it.each(names)('suggests for a token of %s either that profile or none: %s', (provider, _token, row) => {
  const { header, claims } = decoded(row)
  const found = suggested(header, { ...claims, iss })
  if (found !== undefined) expect(found.startsWith(provider.split('-')[0] ?? '')).toBe(true)
})
