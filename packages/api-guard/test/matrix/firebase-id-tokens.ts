import { firebaseIdTokens as profile } from '../../src/index.js'
import type { ProviderMatrix } from './provider-matrix.js'

const project = 'shop-12345'
const iss = `https://securetoken.google.com/${project}`
const typ = { typ: 'JWT' }
const user = {
  iss,
  sub: 'u1',
  aud: project,
  user_id: 'u1',
  auth_time: 1,
  email: 'jane@example.com',
  firebase: { identities: {}, sign_in_provider: 'password' },
  permissions: ['orders:read'],
}

export const firebaseIdTokens: ProviderMatrix = {
  provider: 'firebase-id-tokens',
  title: 'Firebase (ID tokens, by choice)',
  issuer: iss,
  guard: { audience: project, tokenProfile: profile() },
  rows: [
    {
      token: 'ID token of a user',
      kind: 'ours',
      header: typ,
      claims: user,
      verdict: 'accepted',
      auth: { subject: 'u1', scopes: [], isMachine: false },
      permissions: ['orders:read'],
      without: ['admin'],
    },
    {
      token: 'ID token of an anonymous session, by choice',
      kind: 'ours',
      header: typ,
      claims: { ...user, firebase: { sign_in_provider: 'anonymous' } },
      guard: { tokenProfile: profile({ anonymous: true }) },
      verdict: 'accepted',
    },
    {
      token: 'ID token of an anonymous session',
      kind: 'other kind',
      header: typ,
      claims: { ...user, firebase: { sign_in_provider: 'anonymous' } },
      verdict: 'ERR_TOKEN_CLAIMS',
      hint: /anonymous: true/,
    },
    {
      token: 'ID token of another project',
      kind: 'other kind',
      header: typ,
      claims: { ...user, aud: 'other-1' },
      verdict: 'ERR_TOKEN_AUDIENCE',
    },
    {
      token: 'ID token with a second audience',
      kind: 'other kind',
      header: typ,
      claims: { ...user, aud: [project, 'other-1'] },
      verdict: 'ERR_TOKEN_KIND',
    },
    {
      token: 'ID token of another user than it names',
      kind: 'other kind',
      header: typ,
      claims: { ...user, user_id: 'u2' },
      verdict: 'ERR_TOKEN_KIND',
    },
    {
      token: 'session cookie',
      kind: 'other kind',
      header: typ,
      claims: { ...user, iss: `https://session.firebase.google.com/${project}` },
      verdict: 'ERR_TOKEN_ISSUER',
    },
    {
      token: 'token without the claims of Firebase',
      kind: 'other kind',
      header: typ,
      claims: { ...user, firebase: undefined },
      verdict: 'ERR_TOKEN_KIND',
    },
  ],
}
