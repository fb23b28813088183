import type { ProviderMatrix } from './provider-matrix.js'

const iss = 'https://example.fusionauth.io'
const application = 'e9fdb985-9173-4e01-9d73-ac2d60d1dc8e'
const entity = '7c2f5d1a-0c8a-4b3f-9a7b-5f0c1f0e2a11'
const other = '11111111-2222-3333-4444-555555555555'
const caller = 'a1b2c3d4-0000-4000-8000-aaaaaaaaaaaa'
const sub = '00000000-0000-0000-0000-111111111111'
const typ = { typ: 'JWT' }
const login = {
  iss,
  sub,
  aud: application,
  jti: 'j',
  authenticationType: 'PASSWORD',
  email: 'richard@example.com',
  email_verified: true,
  sid: '0abe7139',
  auth_time: 1,
  tid: 'd7d09513',
}
const user = { ...login, applicationId: application, scope: 'offline_access profile openid', roles: ['clerk'] }
const client = { iss, sub: caller, aud: entity, jti: 'j', scope: `target-entity:${entity}:read`, tid: 'd7d09513' }

export const fusionauth: ProviderMatrix = {
  provider: 'fusionauth',
  title: 'FusionAuth',
  issuer: iss,
  guard: { audience: [application, entity] },
  rows: [
    {
      token: 'access token of a user (1.36 to 1.59)',
      kind: 'ours',
      header: { ...typ, gty: ['authorization_code'] },
      claims: user,
      verdict: 'accepted',
      auth: { subject: sub, clientId: application, scopes: ['offline_access', 'profile', 'openid'], isMachine: false },
      permissions: ['clerk'],
      without: ['admin'],
    },
    {
      token: 'access token of a user (1.60 and later)',
      kind: 'ours',
      header: typ,
      claims: { ...user, tty: 'at', gty: ['authorization_code'] },
      verdict: 'accepted',
    },
    {
      token: 'access token of a user, whose audience a lambda has set',
      kind: 'ours',
      header: typ,
      claims: { ...user, aud: 'https://api.example.com', tty: 'at' },
      guard: { audience: 'https://api.example.com' },
      verdict: 'accepted',
      auth: { clientId: application },
    },
    {
      token: 'access token of an Entity',
      kind: 'ours',
      header: typ,
      claims: { ...client, permissions: ['read'], gty: ['client_credentials'], tty: 'at' },
      verdict: 'accepted',
      auth: { subject: caller, clientId: caller, isMachine: true },
      permissions: ['read'],
    },
    {
      token: 'access token of an Entity (older)',
      kind: 'ours',
      header: { ...typ, gty: ['client_credentials'] },
      claims: client,
      verdict: 'accepted',
      auth: { isMachine: true },
    },
    {
      token: 'access token of an Entity for two targets, permissions by target',
      kind: 'ours',
      header: typ,
      claims: { ...client, aud: [entity, other], permissions: { [entity]: ['read'], [other]: ['delete'] }, tty: 'at' },
      verdict: 'accepted',
      permissions: ['read'],
      without: ['delete'],
    },
    {
      token: 'access token of an Entity for two targets, permissions of either',
      kind: 'ours',
      header: typ,
      claims: { ...client, aud: [entity, other], permissions: ['read', 'delete'], tty: 'at' },
      verdict: 'accepted',
      without: ['read', 'delete'],
    },
    {
      token: 'ID token',
      kind: 'other kind',
      header: typ,
      claims: { ...login, at_hash: 'h', nonce: 'n', scope: 'openid profile' },
      verdict: 'ERR_TOKEN_KIND',
      hint: /ID token: it was issued to the client 'e9fdb985.*in FusionAuth it is `access_token`/,
    },
    {
      token: 'ID token without at_hash',
      kind: 'other kind',
      header: typ,
      claims: { ...login, nonce: 'n', scope: 'openid profile' },
      verdict: 'ERR_TOKEN_KIND',
      hint: /access tokens of FusionAuth have no "nonce"/,
    },
    {
      token: 'ID token without at_hash and nonce',
      kind: 'other kind',
      header: typ,
      claims: { ...login, scope: 'openid profile' },
      verdict: 'ERR_TOKEN_KIND',
      hint: /"applicationId"/,
    },
    {
      token: 'ID token to which a lambda has added applicationId and roles',
      kind: 'other kind',
      header: typ,
      claims: { ...user, nonce: 'n', tty: 'it' },
      verdict: 'ERR_TOKEN_KIND',
      hint: /"tty"/,
    },
    {
      token: 'ID token to which a lambda has added permissions',
      kind: 'other kind',
      header: typ,
      claims: { ...login, permissions: ['read'] },
      verdict: 'ERR_TOKEN_KIND',
    },
    {
      token: 'access token of a user who is not registered',
      kind: 'other kind',
      header: { ...typ, gty: ['authorization_code'] },
      claims: { ...login, scope: 'openid' },
      verdict: 'ERR_TOKEN_KIND',
      hint: /isn't registered for the Application/,
    },
    {
      token: 'access token for another Application',
      kind: 'other API',
      header: typ,
      claims: { ...user, aud: other, applicationId: other },
      verdict: 'ERR_TOKEN_AUDIENCE',
      hint: /id of the Application/,
    },
    {
      token: 'access token that is signed with a shared secret',
      kind: 'other kind',
      header: typ,
      claims: user,
      secret: true,
      verdict: 'ERR_TOKEN_ALGORITHM',
      hint: /shared secret/,
    },
    {
      token: 'DPoP proof',
      kind: 'other kind',
      header: { typ: 'dpop+jwt' },
      claims: { iss, aud: application, jti: 'j', htm: 'GET', htu: 'https://api.example.com/' },
      verdict: 'ERR_TOKEN_KIND',
    },
    {
      token: 'access token bound by DPoP',
      kind: 'other kind',
      header: typ,
      claims: { ...user, cnf: { jkt: 'k' } },
      verdict: 'ERR_TOKEN_BOUND',
    },
    {
      token: 'refresh token',
      kind: 'other kind',
      raw: 'ey2Gr5pfzr2Xd-1f8XQpV0YzW6m0Qm7bQ8uVf',
      verdict: 'ERR_TOKEN_MALFORMED',
    },
  ],
}
