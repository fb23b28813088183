import { legacyJwt } from '../../src/index.js'
import { api, type ProviderMatrix } from './provider-matrix.js'

const iss = 'https://api.descope.com/P2abc'
const typ = { typ: 'JWT' }
const session = {
  iss,
  sub: 'U2abc',
  aud: api,
  drn: 'DS',
  amr: ['pwd'],
  rexp: '2026-02-01T00:00:00Z',
  permissions: ['orders:read'],
  tenants: {},
}

export const descope: ProviderMatrix = {
  provider: 'legacyJwt',
  page: 'descope',
  title: 'Descope',
  issuer: iss,
  guard: {
    audience: api,
    tokenProfile: legacyJwt({ requireClaims: { drn: 'DS' } }),
  },
  rows: [
    {
      token: 'session token with an audience',
      kind: 'ours',
      header: typ,
      claims: session,
      verdict: 'accepted',
      auth: { subject: 'U2abc', scopes: [] },
      permissions: ['orders:read'],
      without: ['orders:write'],
    },
    {
      token: 'session token without an audience',
      kind: 'other API',
      header: typ,
      claims: { ...session, aud: undefined },
      verdict: 'ERR_TOKEN_AUDIENCE',
    },
    {
      token: 'refresh token',
      kind: 'other kind',
      header: typ,
      claims: { ...session, drn: 'DSR' },
      verdict: 'ERR_TOKEN_CLAIMS',
      hint: /'drn'/,
    },
    {
      token: 'ID token',
      kind: 'other kind',
      header: typ,
      claims: { iss, sub: 'U2abc', aud: 'client-1', nonce: 'n', email: 'j@example.com' },
      verdict: 'ERR_TOKEN_AUDIENCE',
    },
    {
      token: 'ID token with permissions',
      kind: 'other kind',
      header: typ,
      claims: { iss, sub: 'U2abc', aud: 'client-1', permissions: ['orders:read'] },
      verdict: 'ERR_TOKEN_AUDIENCE',
    },
  ],
}
