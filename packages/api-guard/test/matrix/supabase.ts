import { encrypted, type ProviderMatrix } from './provider-matrix.js'

const iss = 'https://abcdefgh.supabase.co/auth/v1'
const sub = '8b2f3c1e-0000-4000-8000-000000000001'
const client = '3f1c9a52-0000-4000-8000-000000000002'
const typ = { typ: 'JWT' }
const session = {
  iss,
  sub,
  aud: 'authenticated',
  email: 'jane@example.com',
  phone: '',
  app_metadata: {},
  user_metadata: {},
  role: 'authenticated',
  aal: 'aal1',
  amr: [{ method: 'password', timestamp: 1 }],
  session_id: 'b0d5d1de-0000-4000-8000-000000000003',
  is_anonymous: false,
}
const login = { iss, sub, aud: client, auth_time: 1, nonce: 'n', client_id: client, email: 'jane@example.com' }

export const supabase: ProviderMatrix = {
  provider: 'supabase',
  title: 'Supabase',
  issuer: iss,
  guard: { audience: 'authenticated' },
  rows: [
    {
      token: 'access token of a session',
      kind: 'ours',
      header: typ,
      claims: session,
      verdict: 'accepted',
      auth: { subject: sub, scopes: [], isMachine: false },
    },
    {
      token: 'access token of a session of its OAuth server',
      kind: 'ours',
      header: typ,
      claims: { ...session, client_id: client, scope: 'openid email' },
      verdict: 'accepted',
      auth: { clientId: client, scopes: ['openid', 'email'] },
    },
    {
      token: 'access token of another audience',
      kind: 'other API',
      header: typ,
      claims: { ...session, aud: 'admin' },
      verdict: 'ERR_TOKEN_AUDIENCE',
      hint: /audience: 'authenticated'/,
    },
    { token: 'ID token', kind: 'other kind', header: typ, claims: login, verdict: 'ERR_TOKEN_AUDIENCE' },
    {
      token: 'ID token with a role',
      kind: 'other kind',
      header: typ,
      claims: { ...login, aud: 'authenticated', role: 'authenticated' },
      verdict: 'ERR_TOKEN_KIND',
      hint: /"session_id"/,
    },
    {
      token: 'API key (anon)',
      kind: 'other kind',
      header: typ,
      claims: { iss: 'supabase', ref: 'abcdefgh', role: 'anon' },
      secret: true,
      verdict: 'ERR_TOKEN_ALGORITHM',
    },
    {
      token: 'access token of a project with a shared secret',
      kind: 'other kind',
      header: typ,
      claims: session,
      secret: true,
      verdict: 'ERR_TOKEN_ALGORITHM',
      hint: /shared secret/,
    },
    { token: 'encrypted token', kind: 'other kind', raw: encrypted, verdict: 'ERR_TOKEN_ENCRYPTED' },
  ],
}
