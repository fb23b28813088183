import { logoutEvents, type ProviderMatrix } from './provider-matrix.js'

const iss = 'https://sso.example.com/realms/shop'
const api = 'orders-api'
const client = 'shop-web'
const sub = 'ce53664b-9eb5-47fd-b359-f81d4ffd86bc'
const typ = { typ: 'JWT' }
const session = { auth_time: 1, sid: '63644a37', acr: '1' }
const person = { email_verified: true, preferred_username: 'alice', email: 'alice@example.com', name: 'Alice' }
const access = { iss, aud: api, sub, typ: 'Bearer', azp: client, jti: 'cb379c74' }
const roles = {
  realm_access: { roles: ['offline_access', 'clerk'] },
  resource_access: {
    [api]: { roles: ['orders:read'] },
    account: { roles: ['manage-account'] },
    [client]: { roles: ['admin'] },
  },
}
const user = {
  ...access,
  ...session,
  ...person,
  ...roles,
  scope: 'openid profile email',
  'allowed-origins': ['https://shop.example.com'],
}

export const keycloak: ProviderMatrix = {
  provider: 'keycloak',
  title: 'Keycloak',
  issuer: iss,
  guard: { audience: api, tokenProfile: 'keycloak' },
  rows: [
    {
      token: 'access token of a user',
      kind: 'ours',
      header: typ,
      claims: user,
      verdict: 'accepted',
      auth: { subject: sub, clientId: client, scopes: ['openid', 'profile', 'email'], isMachine: false },
      permissions: ['clerk', 'orders:read'],
      without: ['admin', 'manage-account'],
    },
    {
      token: 'access token of a user, before version 25',
      kind: 'ours',
      header: typ,
      claims: { ...user, aud: [api, 'account'], nonce: 'sGcGkDWQT1', session_state: '63644a37' },
      verdict: 'accepted',
    },
    {
      token: 'access token with the type at+jwt',
      kind: 'ours',
      header: { typ: 'at+jwt' },
      claims: user,
      verdict: 'accepted',
    },
    {
      token: 'access token of a service account',
      kind: 'ours',
      header: typ,
      claims: { ...access, scope: 'profile email', preferred_username: `service-account-${client}`, acr: '1' },
      verdict: 'accepted',
      auth: { subject: sub, clientId: client, isMachine: true },
    },
    {
      token: 'access token of a user who calls himself a service account',
      kind: 'ours',
      header: typ,
      claims: { ...user, preferred_username: `service-account-${client}` },
      verdict: 'accepted',
      auth: { clientId: client },
    },
    {
      token: 'ID token',
      kind: 'other kind',
      header: typ,
      claims: {
        ...session,
        ...person,
        iss,
        aud: client,
        sub,
        typ: 'ID',
        azp: client,
        nonce: 'sGcGkDWQT1',
        at_hash: 'h',
      },
      verdict: 'ERR_TOKEN_KIND',
      hint: /ID token: it was issued to the client 'shop-web'.*in Keycloak it is `access_token`.*audience mapper/,
    },
    {
      token: 'ID token after a refresh, with roles mapped into it',
      kind: 'other kind',
      header: typ,
      claims: { ...session, ...person, ...roles, iss, aud: client, sub, typ: 'ID', azp: client, scope: 'openid' },
      verdict: 'ERR_TOKEN_KIND',
    },
    {
      token: 'access token without an audience mapper',
      kind: 'other API',
      header: typ,
      claims: { ...user, aud: 'account' },
      verdict: 'ERR_TOKEN_AUDIENCE',
      hint: /mapper.*type Audience for orders-api/,
    },
    {
      token: 'access token without any audience',
      kind: 'other API',
      header: typ,
      claims: { ...user, aud: undefined },
      verdict: 'ERR_TOKEN_AUDIENCE',
      hint: /names no audience.*mapper/,
    },
    {
      token: 'refresh token',
      kind: 'other kind',
      header: typ,
      claims: { ...session, iss, aud: iss, sub, typ: 'Refresh', azp: client, scope: 'openid' },
      secret: true,
      verdict: 'ERR_TOKEN_ALGORITHM',
    },
    {
      token: 'offline token that is signed with the key of the realm',
      kind: 'other kind',
      header: typ,
      claims: { ...session, iss, aud: iss, sub, typ: 'Offline', azp: client, scope: 'openid' },
      verdict: 'ERR_TOKEN_KIND',
      hint: /refresh token/,
    },
    {
      token: 'logout token',
      kind: 'other kind',
      header: { typ: 'logout+jwt' },
      claims: { iss, aud: client, sub, typ: 'Logout', sid: '63644a37', events: logoutEvents },
      verdict: 'ERR_TOKEN_KIND',
      hint: /logout token/,
    },
    {
      token: 'logout token, before version 25',
      kind: 'other kind',
      header: typ,
      claims: { iss, aud: client, sub, typ: 'Logout', sid: '63644a37', events: logoutEvents },
      verdict: 'ERR_TOKEN_KIND',
    },
    {
      token: 'login cookie',
      kind: 'other kind',
      header: typ,
      claims: { iss, sub, typ: 'Serialized-ID', sid: '63644a37' },
      secret: true,
      verdict: 'ERR_TOKEN_ALGORITHM',
    },
    {
      token: 'access token bound by DPoP',
      kind: 'other kind',
      header: typ,
      claims: { ...user, typ: 'DPoP', cnf: { jkt: 'k' } },
      verdict: 'ERR_TOKEN_BOUND',
    },
    {
      token: 'access token of the type DPoP without a key',
      kind: 'other kind',
      header: typ,
      claims: { ...user, typ: 'DPoP' },
      verdict: 'ERR_TOKEN_KIND',
    },
    {
      token: 'lightweight access token',
      kind: 'other kind',
      header: typ,
      claims: { iss, aud: api, typ: 'Bearer', azp: client, jti: 'j', scope: 'openid' },
      verdict: 'ERR_TOKEN_CLAIMS',
      hint: /"basic".*lightweight/,
    },
    {
      token: 'access token without the claim typ',
      kind: 'other kind',
      header: typ,
      claims: { ...user, typ: undefined },
      verdict: 'ERR_TOKEN_KIND',
      hint: /"Bearer"/,
    },
    {
      token: 'access token, at a guard without the profile',
      kind: 'other kind',
      header: typ,
      claims: user,
      guard: { tokenProfile: 'rfc9068' },
      verdict: 'ERR_TOKEN_KIND',
      hint: /tokenProfile: 'keycloak'/,
    },
  ],
}
