import { api, logoutEvents, type ProviderMatrix } from './provider-matrix.js'

const iss = 'https://hydra.example.com/'
const client = 'app'
const typ = { typ: 'JWT' }
const access = { iss, sub: 'user-1', aud: [api], client_id: client, jti: 'u', nbf: 1, ext: {} }
const login = { iss, sub: 'user-1', aud: [client], jti: 'u', sid: 's', acr: '0' }

export const hydra: ProviderMatrix = {
  provider: 'hydra',
  title: 'Ory Hydra',
  issuer: iss,
  guard: { audience: api, tokenProfile: 'hydra' },
  rows: [
    {
      token: 'access token of a user',
      kind: 'ours',
      header: typ,
      claims: { ...access, scp: ['orders:read', 'offline'] },
      verdict: 'accepted',
      auth: { subject: 'user-1', clientId: client, scopes: ['orders:read', 'offline'] },
    },
    {
      token: 'access token of a user, scope as a string',
      kind: 'ours',
      header: typ,
      claims: { ...access, scope: 'orders:read offline' },
      verdict: 'accepted',
      auth: { scopes: ['orders:read', 'offline'] },
    },
    {
      token: 'access token of a client',
      kind: 'ours',
      header: typ,
      claims: { ...access, sub: client, scp: [] },
      verdict: 'accepted',
      auth: { isMachine: true, scopes: [] },
    },
    {
      token: 'ID token',
      kind: 'other kind',
      header: typ,
      claims: { ...login, rat: 1, auth_time: 1, nonce: 'n', at_hash: 'h', amr: [] },
      verdict: 'ERR_TOKEN_KIND',
      hint: /ID token.*audience=https:\/\/api\.example\.com/,
    },
    {
      token: 'ID token without at_hash',
      kind: 'other kind',
      header: typ,
      claims: { ...login, rat: 1 },
      verdict: 'ERR_TOKEN_KIND',
      hint: /"rat"/,
    },
    {
      token: 'ID token to which a consent app has added client_id and scp',
      kind: 'other kind',
      header: typ,
      claims: { ...login, rat: 1, client_id: client, scp: ['admin'] },
      verdict: 'ERR_TOKEN_KIND',
    },
    {
      token: 'ID token without any mark',
      kind: 'other kind',
      header: typ,
      claims: login,
      verdict: 'ERR_TOKEN_AUDIENCE',
    },
    {
      token: 'logout token',
      kind: 'other kind',
      header: typ,
      claims: { iss, aud: [client], jti: 'j', sid: 's', events: logoutEvents, exp: undefined },
      verdict: 'ERR_TOKEN_KIND',
      hint: /logout token/,
    },
    {
      token: 'access token without audience',
      kind: 'other API',
      header: typ,
      claims: { ...access, aud: [], scp: ['orders:read'] },
      verdict: 'ERR_TOKEN_AUDIENCE',
      hint: /names no audience.*audience=/,
    },
    {
      token: 'opaque access token',
      kind: 'other kind',
      raw: 'ory_at_1J3kH4rL5mN6pQ7sT8vW9x.Yz0aB1cD2eF3',
      verdict: 'ERR_TOKEN_OPAQUE',
      hint: /strategies\.access_token/,
    },
  ],
}
