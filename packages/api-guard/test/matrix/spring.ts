import { legacyJwt } from '../../src/index.js'
import { api, type ProviderMatrix } from './provider-matrix.js'

const iss = 'https://auth.example.org'
const client = 'messaging-client'
const access = { iss, sub: 'user', aud: api, nbf: 1, scope: ['orders.read'], jti: 'j' }

export const spring: ProviderMatrix = {
  provider: 'legacyJwt',
  page: 'spring',
  title: 'Spring Authorization Server',
  issuer: iss,
  guard: {
    audience: api,
    tokenProfile: legacyJwt({
      requireClaims: { scope: true },
      refuseClaims: ['azp', 'nonce', 'auth_time', 'sid'],
      headerTypes: ['', 'at+jwt'],
    }),
  },
  rows: [
    {
      token: 'access token whose audience a customizer has set',
      kind: 'ours',
      claims: access,
      verdict: 'accepted',
      auth: { subject: 'user', scopes: ['orders.read'] },
    },
    {
      token: 'access token with the default audience, the client',
      kind: 'other API',
      claims: { ...access, aud: client },
      verdict: 'ERR_TOKEN_AUDIENCE',
    },
    {
      token: 'ID token',
      kind: 'other kind',
      claims: { iss, sub: 'user', aud: client, azp: client, auth_time: 1, nonce: 'n', sid: 's', jti: 'j' },
      verdict: 'ERR_TOKEN_KIND',
    },
    {
      token: 'ID token with scope',
      kind: 'other kind',
      claims: { iss, sub: 'user', aud: client, azp: client, scope: ['openid'], jti: 'j' },
      verdict: 'ERR_TOKEN_KIND',
    },
    {
      token: 'ID token without the claims of a login',
      kind: 'other kind',
      claims: { iss, sub: 'user', aud: client, jti: 'j' },
      verdict: 'ERR_TOKEN_AUDIENCE',
    },
  ],
}
