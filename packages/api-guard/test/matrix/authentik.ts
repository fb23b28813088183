import type { ProviderMatrix } from './provider-matrix.js'

const iss = 'https://ak.example.com/application/o/shop/'
const client = 'bSo4Bf0yQ2HhWnJ'
const typ = { typ: 'JWT' }
const login = {
  iss,
  sub: 'hash',
  aud: client,
  auth_time: 1,
  acr: 'goauthentik.io/providers/oauth2/default',
  amr: ['pwd'],
  sid: 'h',
  email: 'jane@example.com',
}
const access = { ...login, azp: client, uid: 'rand' }

export const authentik: ProviderMatrix = {
  provider: 'authentik',
  title: 'authentik',
  issuer: iss,
  guard: { audience: client, tokenProfile: 'authentik' },
  rows: [
    {
      token: 'access token of a user',
      kind: 'ours',
      header: typ,
      claims: { ...access, nonce: 'n', groups: ['clerks'] },
      verdict: 'accepted',
      auth: { subject: 'hash', clientId: client },
      permissions: ['clerks'],
      without: ['admins'],
    },
    { token: 'access token of a user, no type', kind: 'ours', claims: access, verdict: 'accepted' },
    {
      token: 'ID token',
      kind: 'other kind',
      header: typ,
      claims: { ...login, nonce: 'n', at_hash: 'h' },
      verdict: 'ERR_TOKEN_KIND',
      hint: /ID token.*authentik calls it `access_token`/,
    },
    {
      token: 'ID token without at_hash',
      kind: 'other kind',
      header: typ,
      claims: { ...login, nonce: 'n' },
      verdict: 'ERR_TOKEN_KIND',
      hint: /only an access token of authentik has "azp"/,
    },
    {
      token: 'ID token with azp',
      kind: 'other kind',
      header: typ,
      claims: { ...login, azp: client },
      verdict: 'ERR_TOKEN_KIND',
      hint: /only an access token of authentik has "uid"/,
    },
    {
      token: 'access token of another client',
      kind: 'other API',
      header: typ,
      claims: { ...access, aud: 'other', azp: 'other' },
      verdict: 'ERR_TOKEN_AUDIENCE',
      hint: /id of the client/,
    },
    {
      token: 'access token that is signed with the secret of the client',
      kind: 'other kind',
      header: typ,
      claims: access,
      secret: true,
      verdict: 'ERR_TOKEN_ALGORITHM',
      hint: /shared secret/,
    },
  ],
}
