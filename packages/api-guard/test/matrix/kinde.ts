import { api, logoutEvents, type ProviderMatrix } from './provider-matrix.js'

const iss = 'https://example.kinde.com'
const client = 'd4d3c5b74e064badb9625a4aa6241bcc'
const typ = { typ: 'JWT' }
const user = {
  iss,
  sub: 'kp_8f0a',
  aud: [api],
  azp: client,
  jti: 'j',
  scp: ['openid', 'read:orders'],
  org_code: 'org_ba4a2311eb1',
  permissions: ['orders:read'],
  feature_flags: {},
}
const machine = {
  iss,
  aud: [api],
  azp: client,
  gty: ['client_credentials'],
  jti: 'j',
  scope: 'read:orders',
  scp: ['read:orders'],
  v: '2',
}
const login = { iss, sub: 'kp_8f0a', aud: [client], azp: client, jti: 'j', name: 'Jane', auth_time: 1 }

export const kinde: ProviderMatrix = {
  provider: 'kinde',
  title: 'Kinde',
  issuer: iss,
  guard: { audience: api },
  rows: [
    {
      token: 'access token of a user',
      kind: 'ours',
      header: typ,
      claims: user,
      verdict: 'accepted',
      auth: { subject: 'kp_8f0a', clientId: client, scopes: ['openid', 'read:orders'], isMachine: false },
      permissions: ['orders:read'],
      without: ['orders:write'],
    },
    {
      token: 'access token of a client',
      kind: 'ours',
      header: typ,
      claims: machine,
      verdict: 'accepted',
      auth: { clientId: client, scopes: ['read:orders'], isMachine: true },
    },
    {
      token: 'access token for no API',
      kind: 'other API',
      header: typ,
      claims: { ...user, aud: [] },
      verdict: 'ERR_TOKEN_AUDIENCE',
      hint: /audience=https:\/\/api\.example\.com/,
    },
    {
      token: 'access token for another API',
      kind: 'other API',
      header: typ,
      claims: { ...user, aud: ['https://other.example.com'] },
      verdict: 'ERR_TOKEN_AUDIENCE',
    },
    {
      token: 'ID token',
      kind: 'other kind',
      header: typ,
      claims: { ...login, at_hash: 'h', nonce: 'n' },
      verdict: 'ERR_TOKEN_KIND',
    },
    {
      token: 'ID token without at_hash and azp, with permissions',
      kind: 'other kind',
      header: typ,
      claims: { ...login, azp: undefined, permissions: ['orders:read'], scp: ['openid'] },
      verdict: 'ERR_TOKEN_KIND',
      hint: /names no client/,
    },
    {
      token: 'ID token with scp',
      kind: 'other kind',
      header: typ,
      claims: { ...login, scp: ['openid'] },
      verdict: 'ERR_TOKEN_KIND',
    },
    {
      token: 'token without scp',
      kind: 'other kind',
      header: typ,
      claims: { ...user, scp: undefined },
      verdict: 'ERR_TOKEN_CLAIMS',
      hint: /"scp"/,
    },
    {
      token: 'logout token',
      kind: 'other kind',
      header: typ,
      claims: { ...login, events: logoutEvents },
      verdict: 'ERR_TOKEN_KIND',
    },
  ],
}
