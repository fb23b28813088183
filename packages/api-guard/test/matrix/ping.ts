import { api, type ProviderMatrix } from './provider-matrix.js'

const iss = 'https://auth.pingone.eu/3f2504e0-4f89-41d3-9a0c-0305e82c3301/as'
const client = '7a9e6b1c-0000-4000-8000-0305e82c3301'
const access = { iss, aud: [api], client_id: client, scope: 'orders:read' }
const user = { ...access, sub: 'user-1', sid: 's', auth_time: 1, acr: 'Single_Factor' }
const login = { iss, sub: 'user-1', aud: client, sid: 's', auth_time: 1, acr: 'Single_Factor' }

export const ping: ProviderMatrix = {
  provider: 'ping',
  title: 'PingOne',
  issuer: iss,
  guard: { audience: api },
  rows: [
    {
      token: 'access token of a user',
      kind: 'ours',
      claims: user,
      verdict: 'accepted',
      auth: { subject: 'user-1', clientId: client, scopes: ['orders:read'], isMachine: false },
    },
    {
      token: 'access token of a user, typed',
      kind: 'ours',
      header: { typ: 'at+jwt' },
      claims: user,
      verdict: 'accepted',
    },
    {
      token: 'access token of a client',
      kind: 'ours',
      header: { typ: 'JWT' },
      claims: access,
      verdict: 'accepted',
      auth: { clientId: client, isMachine: true },
    },
    {
      token: 'access token of a client, with a subject',
      kind: 'ours',
      header: { typ: 'at+jwt' },
      claims: { ...access, sub: client },
      verdict: 'accepted',
      auth: { isMachine: true },
    },
    {
      token: 'ID token',
      kind: 'other kind',
      claims: { ...login, nonce: 'n', at_hash: 'h' },
      verdict: 'ERR_TOKEN_KIND',
      hint: /ID token.*scope of the custom resource/,
    },
    {
      token: 'ID token without at_hash',
      kind: 'other kind',
      claims: login,
      verdict: 'ERR_TOKEN_KIND',
      hint: /names no client other than its audience/,
    },
    {
      token: 'ID token with client_id and scope',
      kind: 'other kind',
      claims: { ...login, client_id: client, scope: 'openid' },
      verdict: 'ERR_TOKEN_KIND',
    },
    {
      token: 'access token without scope',
      kind: 'other kind',
      claims: { ...user, scope: undefined },
      verdict: 'ERR_TOKEN_CLAIMS',
      hint: /"scope"/,
    },
    {
      token: 'access token for the PingOne API',
      kind: 'other API',
      claims: { ...user, aud: ['https://api.pingone.eu'], env: 'e', org: 'o' },
      verdict: 'ERR_TOKEN_AUDIENCE',
      hint: /custom resource/,
    },
    {
      token: 'refresh token in the form of a JWT',
      kind: 'other kind',
      claims: { iss, sub: 'user-1', aud: iss, sid: 's' },
      verdict: 'ERR_TOKEN_KIND',
    },
  ],
}
