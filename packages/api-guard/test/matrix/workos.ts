import type { ProviderMatrix } from './provider-matrix.js'

const iss = 'https://api.workos.com'
const typ = { typ: 'JWT' }
const session = {
  iss,
  sub: 'user_01HBEQKA6K4QJAS93VPE39W1JT',
  org_id: 'org_01HR',
  role: 'member',
  roles: ['member'],
  permissions: ['orders:read'],
  entitlements: ['audit-logs'],
  sid: 'session_01HQ',
  jti: '01HQ',
}

export const workos: ProviderMatrix = {
  provider: 'workos',
  title: 'WorkOS AuthKit',
  issuer: iss,
  guard: { audience: false, clientIds: ['client_01HX'] },
  rows: [
    {
      token: 'access token of a session',
      kind: 'ours',
      claims: session,
      verdict: 'accepted',
      auth: { subject: session.sub, clientId: 'client_01HX', scopes: [], isMachine: false },
      permissions: ['orders:read'],
      without: ['member', 'audit-logs'],
    },
    { token: 'access token of a session, typed', kind: 'ours', header: typ, claims: session, verdict: 'accepted' },
    {
      token: 'token without a session',
      kind: 'other kind',
      header: typ,
      claims: { ...session, sid: undefined },
      verdict: 'ERR_TOKEN_KIND',
      hint: /session_/,
    },
    {
      token: 'ID token',
      kind: 'other kind',
      header: typ,
      claims: { iss, sub: session.sub, aud: 'client_01HX', nonce: 'n', sid: 'sess' },
      verdict: 'ERR_TOKEN_KIND',
    },
    {
      token: 'access token whose issuer has a slash',
      kind: 'other kind',
      header: typ,
      claims: { ...session, iss: `${iss}/` },
      verdict: 'ERR_TOKEN_ISSUER',
      hint: /Only the trailing slash differs/,
    },
    { token: 'refresh token', kind: 'other kind', raw: 'yAjhKk123NLIjdrBdGZPf8pLIDvK', verdict: 'ERR_TOKEN_OPAQUE' },
    {
      token: 'ID token of a hybrid login',
      kind: 'other kind',
      header: typ,
      claims: { ...session, aud: 'client_01HX', at_hash: 'h' },
      verdict: 'ERR_TOKEN_KIND',
      hint: /AuthKit calls it `accessToken`/,
    },
    {
      token: 'access token by a custom domain',
      kind: 'other kind',
      header: typ,
      claims: { ...session, iss: 'https://auth.example.com' },
      verdict: 'ERR_TOKEN_ISSUER',
      hint: /Configure the one in the token/,
    },
  ],
}
