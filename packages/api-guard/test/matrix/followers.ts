import { api, type JsonObject, type MatrixRow, type ProviderMatrix } from './provider-matrix.js'

// Servers whose access tokens need no profile of their own.

const at = { typ: 'at+jwt' }

function followerOf(page: string, title: string, issuer: string, rows: readonly MatrixRow[]): ProviderMatrix {
  return { provider: 'rfc9068', page, title, issuer, guard: { audience: api }, rows }
}

function idTokens(
  iss: string,
  client: string,
  more: JsonObject,
  header: JsonObject = { typ: 'JWT' },
): readonly MatrixRow[] {
  const claims = { iss, sub: 'u1', aud: client, auth_time: 1, ...more }
  return [
    {
      token: 'ID token',
      kind: 'other kind',
      header,
      claims: { ...claims, nonce: 'n', at_hash: 'h' },
      verdict: 'ERR_TOKEN_KIND',
    },
    { token: 'ID token without nonce and at_hash', kind: 'other kind', header, claims, verdict: 'ERR_TOKEN_KIND' },
  ]
}

const duendeIssuer = 'https://identity.example.com'
const duendeUser = {
  ...{ iss: duendeIssuer, sub: 'alice', aud: api, client_id: 'web', nbf: 1, jti: 'j', sid: 's' },
  ...{ auth_time: 1, idp: 'local', amr: ['pwd'], scope: ['openid', 'orders.read'] },
}

export const duende: ProviderMatrix = followerOf('duende', 'Duende IdentityServer', duendeIssuer, [
  {
    token: 'access token of a user',
    kind: 'ours',
    header: at,
    claims: duendeUser,
    verdict: 'accepted',
    auth: { subject: 'alice', clientId: 'web', scopes: ['openid', 'orders.read'] },
  },
  {
    token: 'access token of a client, which has no sub',
    kind: 'ours',
    header: at,
    claims: { iss: duendeIssuer, aud: api, client_id: 'job', nbf: 1, jti: 'j', scope: ['orders.read'] },
    verdict: 'accepted',
    auth: { clientId: 'job', scopes: ['orders.read'] },
  },
  {
    token: 'access token for all resources of the server',
    kind: 'other API',
    header: at,
    claims: { ...duendeUser, aud: `${duendeIssuer}/resources` },
    verdict: 'ERR_TOKEN_AUDIENCE',
  },
  ...idTokens(duendeIssuer, 'web', { idp: 'local', amr: ['pwd'], sid: 's' }),
])

const logtoIssuer = 'https://tenant.logto.app/oidc'

export const logto: ProviderMatrix = followerOf('logto', 'Logto', logtoIssuer, [
  {
    token: 'access token of a user',
    kind: 'ours',
    header: at,
    claims: { iss: logtoIssuer, sub: 'u1', aud: api, client_id: 'web', jti: 'j', scope: 'orders:read' },
    verdict: 'accepted',
    auth: { subject: 'u1', clientId: 'web', scopes: ['orders:read'] },
  },
  {
    token: 'opaque access token, where no API was asked for',
    kind: 'other kind',
    raw: 'Zm9vYmFyYmF6cXV4',
    verdict: 'ERR_TOKEN_OPAQUE',
  },
  ...idTokens(logtoIssuer, 'web', {}),
])

const betterAuthIssuer = 'https://app.example.com/api/auth'

export const betterAuth: ProviderMatrix = followerOf('better-auth', 'better-auth', betterAuthIssuer, [
  {
    token: 'access token of a user',
    kind: 'ours',
    header: at,
    claims: {
      ...{ iss: betterAuthIssuer, sub: 'u1', aud: [api, `${betterAuthIssuer}/oauth2/userinfo`] },
      ...{ azp: 'web', client_id: 'web', jti: 'j', sid: 's', scope: 'openid orders:read' },
    },
    verdict: 'accepted',
    auth: { subject: 'u1', clientId: 'web', scopes: ['openid', 'orders:read'] },
  },
  {
    token: 'access token of a client',
    kind: 'ours',
    header: at,
    claims: {
      iss: betterAuthIssuer,
      sub: 'job',
      aud: api,
      azp: 'job',
      client_id: 'job',
      jti: 'j',
      scope: 'orders:read',
    },
    verdict: 'accepted',
    auth: { subject: 'job', clientId: 'job', isMachine: true },
  },
  ...idTokens(betterAuthIssuer, 'web', { acr: 'urn:mace:incommon:iap:bronze' }),
])
