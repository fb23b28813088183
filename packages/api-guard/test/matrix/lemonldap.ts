import { api, logoutEvents, type ProviderMatrix } from './provider-matrix.js'

const iss = 'https://auth.example.com'
const client = 'app'
const typ = { typ: 'JWT' }
const user = { iss, sub: 'dwho', aud: [client, api], client_id: client, scope: 'openid orders', jti: 'j', sid: 's' }
const login = { iss, sub: 'dwho', aud: [client, api], azp: client, acr: 'loa-1', auth_time: 1, sid: 's' }

export const lemonldap: ProviderMatrix = {
  provider: 'lemonldap',
  title: 'LemonLDAP::NG',
  issuer: iss,
  guard: { audience: api, tokenProfile: 'lemonldap' },
  rows: [
    {
      token: 'access token of a user',
      kind: 'ours',
      header: typ,
      claims: user,
      verdict: 'accepted',
      auth: { subject: 'dwho', clientId: client, scopes: ['openid', 'orders'] },
    },
    {
      token: 'access token with the type of RFC 9068',
      kind: 'ours',
      header: { typ: 'at+JWT' },
      claims: user,
      verdict: 'accepted',
    },
    {
      token: 'access token for no API',
      kind: 'other API',
      header: typ,
      claims: { ...user, aud: [client] },
      verdict: 'ERR_TOKEN_AUDIENCE',
      hint: /additional audiences/,
    },
    {
      token: 'ID token',
      kind: 'other kind',
      header: typ,
      claims: { ...login, at_hash: 'h', nonce: 'n' },
      verdict: 'ERR_TOKEN_KIND',
    },
    {
      token: 'ID token without at_hash and nonce, for the API as well',
      kind: 'other kind',
      header: typ,
      claims: login,
      verdict: 'ERR_TOKEN_KIND',
      hint: /access tokens of LemonLDAP::NG have no "auth_time"/,
    },
    {
      token: 'ID token with none of the claims of a login',
      kind: 'other kind',
      header: typ,
      claims: { iss, sub: 'dwho', aud: [client, api], sid: 's' },
      verdict: 'ERR_TOKEN_KIND',
      hint: /"client_id"/,
    },
    {
      token: 'logout token',
      kind: 'other kind',
      header: typ,
      claims: { ...user, events: logoutEvents },
      verdict: 'ERR_TOKEN_KIND',
    },
  ],
}
