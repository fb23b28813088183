import { api, type ProviderMatrix } from './provider-matrix.js'

const iss = 'https://happy-hippo-1.clerk.accounts.dev'
const client = 'client_2xhFjEI5X2qWRvtV'
const origin = 'https://app.example.com'
const at = { typ: 'at+jwt' }
const typ = { typ: 'JWT' }
const access = { iss, sub: 'user_2xhFj', client_id: client, jti: 'oat_1' }
const session = { iss, sub: 'user_2xhFj', azp: origin, sid: 'sess_2xhFj', sts: 'active', v: 2, fva: [1, -1] }
const machine = { iss, sub: 'mch_2xhFj', aud: ['mch_api'], scopes: 'mch_api', jti: 'mt_1' }
const login = { iss, sub: 'user_2xhFj', aud: client, azp: client, nonce: 'n', sid: 'sess_2xhFj' }

export const clerk: ProviderMatrix = {
  provider: 'clerk',
  title: 'Clerk (OAuth)',
  issuer: iss,
  guard: { audience: false, clientIds: [client] },
  rows: [
    {
      token: 'access token of a user',
      kind: 'ours',
      header: at,
      claims: { ...access, scp: ['profile', 'orders:read'], permissions: ['orders:read'] },
      verdict: 'accepted',
      auth: { subject: 'user_2xhFj', clientId: client, scopes: ['profile', 'orders:read'], isMachine: false },
      permissions: ['orders:read'],
      without: ['admin'],
    },
    {
      token: 'access token of a user for this API, scope as a string',
      kind: 'ours',
      header: { typ: 'application/at+jwt' },
      claims: { ...access, aud: api, scope: 'orders:read' },
      guard: { audience: api },
      verdict: 'accepted',
      auth: { scopes: ['orders:read'] },
    },
    {
      token: "access token of a subject that isn't a user",
      kind: 'ours',
      header: at,
      claims: { ...access, sub: 'client_2xhFjEI5X2qWRvtV' },
      verdict: 'accepted',
      auth: { clientId: client },
    },
    {
      token: 'ID token',
      kind: 'other kind',
      header: typ,
      claims: { ...login, at_hash: 'h' },
      verdict: 'ERR_TOKEN_KIND',
      hint: /OAuth token endpoint/,
    },
    { token: 'ID token without at_hash', kind: 'other kind', header: typ, claims: login, verdict: 'ERR_TOKEN_KIND' },
    { token: 'session token', kind: 'other kind', header: typ, claims: session, verdict: 'ERR_TOKEN_KIND' },
    {
      token: 'machine token',
      kind: 'other kind',
      header: at,
      claims: { ...machine, client_id: client },
      verdict: 'ERR_TOKEN_KIND',
      hint: /clerk-m2m/,
    },
    {
      token: 'access token of another client',
      kind: 'other API',
      header: at,
      claims: { ...access, client_id: 'other' },
      verdict: 'ERR_TOKEN_CLIENT',
    },
    {
      token: 'access token without a client',
      kind: 'other kind',
      header: at,
      claims: { ...access, client_id: undefined },
      verdict: 'ERR_TOKEN_CLAIMS',
    },
    {
      token: 'opaque access token',
      kind: 'other kind',
      raw: 'oat_01JabcdefGHIJKL',
      verdict: 'ERR_TOKEN_OPAQUE',
      hint: /"oat_"/,
    },
  ],
}

export const clerkM2m: ProviderMatrix = {
  provider: 'clerk-m2m',
  title: 'Clerk (machines)',
  issuer: iss,
  guard: { audience: 'mch_api', tokenProfile: 'clerk-m2m' },
  rows: [
    {
      token: 'machine token',
      kind: 'ours',
      header: typ,
      claims: machine,
      verdict: 'accepted',
      auth: { subject: 'mch_2xhFj', clientId: 'mch_2xhFj', scopes: ['mch_api'], isMachine: true },
    },
    {
      token: 'machine token for another machine',
      kind: 'other API',
      header: typ,
      claims: { ...machine, aud: ['mch_other'] },
      verdict: 'ERR_TOKEN_AUDIENCE',
    },
    {
      token: 'access token of a user',
      kind: 'other kind',
      header: at,
      claims: { ...access, aud: 'mch_api' },
      verdict: 'ERR_TOKEN_KIND',
      hint: /"mch_"/,
    },
    {
      token: 'session token',
      kind: 'other kind',
      header: typ,
      claims: { ...session, aud: 'mch_api' },
      verdict: 'ERR_TOKEN_KIND',
    },
    { token: 'ID token', kind: 'other kind', header: typ, claims: login, verdict: 'ERR_TOKEN_AUDIENCE' },
    {
      token: 'opaque machine token',
      kind: 'other kind',
      raw: 'mt_01JabcdefGHIJKL',
      verdict: 'ERR_TOKEN_OPAQUE',
      hint: /"mt_"/,
    },
  ],
}

export const clerkSession: ProviderMatrix = {
  provider: 'clerk-session',
  title: 'Clerk (sessions)',
  issuer: iss,
  guard: { audience: false, clientIds: [origin], tokenProfile: 'clerk-session' },
  rows: [
    {
      token: 'session token',
      kind: 'ours',
      header: typ,
      claims: { ...session, org_permissions: ['org:orders:read'] },
      verdict: 'accepted',
      auth: { subject: 'user_2xhFj', clientId: origin, scopes: [], isMachine: false },
      permissions: ['org:orders:read'],
    },
    {
      token: 'session token, version 2, with an organization',
      kind: 'ours',
      header: typ,
      claims: {
        ...session,
        v: 2,
        fea: 'o:dashboard,u:profile,o:teams',
        o: { id: 'org_1', rol: 'admin', slg: 'acme', per: 'read,manage', fpm: '3,2' },
      },
      verdict: 'accepted',
      permissions: ['org:dashboard:read', 'org:dashboard:manage', 'org:teams:manage'],
      without: ['org:teams:read', 'org:profile:read', 'org:dashboard', 'dashboard', 'org:undefined:read'],
    },
    {
      token: 'session token, version 2, whose permissions are malformed',
      kind: 'ours',
      header: typ,
      claims: { ...session, v: 2, fea: 'o:dashboard,o:teams', o: { per: 'read,manage', fpm: '1e9,-1' } },
      verdict: 'accepted',
      without: ['org:dashboard:read', 'org:teams:read', 'org:dashboard:manage'],
    },
    {
      token: 'session token of an unfinished sign-in',
      kind: 'other kind',
      header: typ,
      claims: { ...session, sts: 'pending' },
      verdict: 'ERR_TOKEN_CLAIMS',
      hint: /isn't active/,
    },
    {
      token: 'session token of another app',
      kind: 'other API',
      header: typ,
      claims: { ...session, azp: 'https://evil.example.com' },
      verdict: 'ERR_TOKEN_CLIENT',
    },
    {
      token: 'session token without an origin',
      kind: 'other kind',
      header: typ,
      claims: { ...session, azp: undefined },
      verdict: 'ERR_TOKEN_CLAIMS',
      hint: /no origin/,
    },
    { token: 'ID token', kind: 'other kind', header: typ, claims: login, verdict: 'ERR_TOKEN_KIND' },
    {
      token: 'ID token without nonce',
      kind: 'other kind',
      header: typ,
      claims: { ...login, nonce: undefined },
      verdict: 'ERR_TOKEN_CLAIMS',
    },
    {
      token: 'access token of a user',
      kind: 'other kind',
      header: at,
      claims: { ...access, azp: origin, sid: 'sess_1' },
      verdict: 'ERR_TOKEN_KIND',
    },
    {
      token: 'machine token',
      kind: 'other kind',
      header: typ,
      claims: { ...machine, azp: origin },
      verdict: 'ERR_TOKEN_KIND',
    },
  ],
}
