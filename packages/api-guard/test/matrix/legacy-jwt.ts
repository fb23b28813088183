import { legacyJwt as profile } from '../../src/index.js'
import { api, logoutEvents, type ProviderMatrix } from './provider-matrix.js'

const iss = 'https://legacy.example.com'
const client = 'shop'
const typ = { typ: 'JWT' }
const access = {
  iss,
  sub: '42',
  aud: api,
  token_type: 'access',
  client,
  rights: 'orders.read orders.list',
  privileges: ['read'],
}

export const legacyJwt: ProviderMatrix = {
  provider: 'legacyJwt',
  title: 'legacyJwt, for what has no name',
  issuer: iss,
  guard: {
    audience: api,
    tokenProfile: profile({
      requireClaims: { token_type: 'access', client: true },
      refuseClaims: ['login_time'],
      clientIdClaim: 'client',
      scopesClaim: 'rights',
      permissionsClaim: 'privileges',
    }),
  },
  rows: [
    {
      token: 'access token',
      kind: 'ours',
      header: typ,
      claims: access,
      verdict: 'accepted',
      auth: { subject: '42', clientId: client, scopes: ['orders.read', 'orders.list'] },
      permissions: ['read'],
      without: ['write'],
    },
    {
      token: 'access token without a type',
      kind: 'ours',
      claims: { ...access, nonce: 'n', auth_time: 1, sid: 's', email: 'j@example.com' },
      verdict: 'accepted',
    },
    {
      token: 'ID token',
      kind: 'other kind',
      header: typ,
      claims: { iss, sub: '42', aud: client, nonce: 'n' },
      verdict: 'ERR_TOKEN_AUDIENCE',
    },
    {
      token: 'ID token with the claims of an access token',
      kind: 'other kind',
      header: typ,
      claims: { ...access, aud: client },
      verdict: 'ERR_TOKEN_KIND',
      hint: /addressed to that same client/,
    },
    {
      token: 'ID token with at_hash',
      kind: 'other kind',
      header: typ,
      claims: { ...access, at_hash: 'h' },
      verdict: 'ERR_TOKEN_KIND',
    },
    {
      token: 'token with a claim that is refused',
      kind: 'other kind',
      header: typ,
      claims: { ...access, login_time: 1 },
      verdict: 'ERR_TOKEN_KIND',
      hint: /'login_time'/,
    },
    {
      token: 'token without a claim that is required',
      kind: 'other kind',
      header: typ,
      claims: { ...access, client: undefined },
      verdict: 'ERR_TOKEN_CLAIMS',
      hint: /'client'/,
    },
    {
      token: 'token with another value',
      kind: 'other kind',
      header: typ,
      claims: { ...access, token_type: 'refresh' },
      verdict: 'ERR_TOKEN_CLAIMS',
      hint: /'token_type'/,
    },
    {
      token: 'token of another type',
      kind: 'other kind',
      header: { typ: 'at+jwt' },
      claims: access,
      verdict: 'ERR_TOKEN_KIND',
    },
    {
      token: 'logout token',
      kind: 'other kind',
      header: typ,
      claims: { ...access, events: logoutEvents },
      verdict: 'ERR_TOKEN_KIND',
    },
  ],
}
