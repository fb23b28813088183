import type { ProviderMatrix } from './provider-matrix.js'

const iss = 'https://acme.zitadel.cloud'
const project = '69234237810729019'
const client = '69234237810729234'
const aud = [client, '69234237810729777', project]
const typ = { typ: 'JWT' }
const access = { iss, sub: '77776025198584418', aud, client_id: client, jti: 'V2_1', nbf: 1 }
const roles = (id: string, ...names: string[]) => ({
  [`urn:zitadel:iam:org:project:${id}roles`]: Object.fromEntries(names.map((name) => [name, { '1': 'acme.example' }])),
})

export const zitadel: ProviderMatrix = {
  provider: 'zitadel',
  title: 'Zitadel',
  issuer: iss,
  guard: { audience: project },
  rows: [
    {
      token: 'access token of a user',
      kind: 'ours',
      header: typ,
      claims: { ...access, ...roles(`${project}:`, 'clerk'), ...roles('4711:', 'admin'), ...roles('', 'owner') },
      verdict: 'accepted',
      auth: { subject: access.sub, clientId: client, scopes: [] },
      permissions: ['clerk'],
      without: ['admin', 'owner'],
    },
    {
      token: 'access token of a service user',
      kind: 'ours',
      header: typ,
      claims: { ...access, sub: client },
      verdict: 'accepted',
      auth: { isMachine: true },
    },
    {
      token: 'access token that names its client twice (older)',
      kind: 'ours',
      header: typ,
      claims: { ...access, azp: client },
      verdict: 'accepted',
    },
    {
      token: 'ID token',
      kind: 'other kind',
      header: typ,
      claims: { iss, sub: access.sub, aud, azp: client, client_id: client, auth_time: 1, amr: ['pwd'], at_hash: 'h' },
      verdict: 'ERR_TOKEN_KIND',
      hint: /ID token.*token type to JWT/,
    },
    {
      token: 'ID token without at_hash',
      kind: 'other kind',
      header: typ,
      claims: { iss, sub: access.sub, aud, azp: client, client_id: client, auth_time: 1 },
      verdict: 'ERR_TOKEN_KIND',
      hint: /access tokens of Zitadel have no "auth_time"/,
    },
    {
      token: 'ID token without any mark',
      kind: 'other kind',
      header: typ,
      claims: { iss, sub: access.sub, aud, azp: client, client_id: client },
      verdict: 'ERR_TOKEN_KIND',
      hint: /every access token of Zitadel has "jti"/,
    },
    {
      token: 'access token for another project',
      kind: 'other API',
      header: typ,
      claims: { ...access, aud: [client, '4711'] },
      verdict: 'ERR_TOKEN_AUDIENCE',
      hint: /project:id:69234237810729019:aud/,
    },
    {
      token: 'opaque access token',
      kind: 'other kind',
      raw: 'dJ4y1dHKcRyOrb2kTYFh0Q',
      verdict: 'ERR_TOKEN_OPAQUE',
      hint: /token type of the application is JWT/,
    },
  ],
}
