import { legacyJwt } from '../../src/index.js'
import { api, type ProviderMatrix } from './provider-matrix.js'

const iss = 'http://adfs.example.com/adfs/services/trust'
const typ = { typ: 'JWT', x5t: 'x' }
const client = '5f7c2b1e-0000-4000-8000-000000000001'
const access = {
  iss,
  aud: 'microsoft:identityserver:orders',
  sub: 'S1',
  appid: client,
  apptype: 'Confidential',
  authmethod: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
  auth_time: '2026-01-01T00:00:00.000Z',
  scp: 'openid orders',
  ver: '1.0',
}

export const adfs: ProviderMatrix = {
  provider: 'legacyJwt',
  page: 'adfs',
  title: 'ADFS',
  issuer: iss,
  guard: {
    audience: 'microsoft:identityserver:orders',
    tokenProfile: legacyJwt({
      requireClaims: { appid: true, apptype: true },
      clientIdClaim: 'appid',
      scopesClaim: 'scp',
    }),
  },
  rows: [
    {
      token: 'access token of a user',
      kind: 'ours',
      header: typ,
      claims: access,
      verdict: 'accepted',
      auth: { subject: 'S1', clientId: client, scopes: ['openid', 'orders'] },
    },
    {
      token: 'access token for another API',
      kind: 'other API',
      header: typ,
      claims: { ...access, aud: api },
      verdict: 'ERR_TOKEN_AUDIENCE',
    },
    {
      token: 'ID token',
      kind: 'other kind',
      header: typ,
      claims: { iss: 'https://adfs.example.com/adfs', aud: client, sub: 'S1', nonce: 'n', upn: 'jane@example.com' },
      verdict: 'ERR_TOKEN_ISSUER',
    },
    {
      token: 'ID token with the issuer of access tokens',
      kind: 'other kind',
      header: typ,
      claims: { iss, aud: client, sub: 'S1', appid: client, apptype: 'Public', upn: 'jane@example.com' },
      verdict: 'ERR_TOKEN_KIND',
      hint: /addressed to that same client/,
    },
  ],
}
