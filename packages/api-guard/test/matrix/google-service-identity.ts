import { googleServiceIdentity as profile } from '../../src/index.js'
import { api, type ProviderMatrix } from './provider-matrix.js'

const iss = 'https://accounts.google.com'
const email = 'jobs@project.iam.gserviceaccount.com'
const typ = { typ: 'JWT' }
const service = {
  iss,
  sub: '113774264463038321964',
  azp: '113774264463038321964',
  aud: api,
  email,
  email_verified: true,
}

export const googleServiceIdentity: ProviderMatrix = {
  provider: 'google-service-identity',
  title: 'Google service identities (ID tokens as credentials)',
  issuer: iss,
  guard: { audience: api, tokenProfile: profile({ emails: [email] }) },
  rows: [
    {
      token: 'ID token of a listed service account',
      kind: 'ours',
      header: typ,
      claims: service,
      verdict: 'accepted',
      auth: { subject: service.sub, clientId: service.azp, scopes: [], isMachine: true },
    },
    {
      token: 'ID token of another service account',
      kind: 'other kind',
      header: typ,
      claims: { ...service, email: 'other@project.iam.gserviceaccount.com' },
      verdict: 'ERR_TOKEN_CLIENT',
      hint: /'other@project\.iam\.gserviceaccount\.com'/,
    },
    {
      token: 'ID token whose e-mail address is not verified',
      kind: 'other kind',
      header: typ,
      claims: { ...service, email_verified: false },
      verdict: 'ERR_TOKEN_CLAIMS',
    },
    {
      token: 'ID token without an e-mail address',
      kind: 'other kind',
      header: typ,
      claims: { ...service, email: undefined, email_verified: undefined },
      verdict: 'ERR_TOKEN_CLAIMS',
      hint: /format=full/,
    },
    {
      token: 'ID token for several audiences',
      kind: 'other kind',
      header: typ,
      claims: { ...service, aud: [api, 'https://other.example.com'] },
      verdict: 'ERR_TOKEN_CLAIMS',
    },
    {
      token: 'ID token for another service',
      kind: 'other API',
      header: typ,
      claims: { ...service, aud: 'https://other.example.com' },
      verdict: 'ERR_TOKEN_AUDIENCE',
    },
    {
      token: 'sign-in of a user',
      kind: 'other kind',
      header: typ,
      claims: {
        iss,
        sub: '1',
        azp: '915-x.apps.googleusercontent.com',
        aud: '915-x.apps.googleusercontent.com',
        email,
        email_verified: true,
      },
      verdict: 'ERR_TOKEN_KIND',
      hint: /sign-in/,
    },
    {
      token: 'sign-in of a user, with a nonce',
      kind: 'other kind',
      header: typ,
      claims: { ...service, nonce: 'n' },
      verdict: 'ERR_TOKEN_KIND',
    },
    { token: 'access token', kind: 'other kind', raw: 'ya29.a0AfH6SMBx-example', verdict: 'ERR_TOKEN_OPAQUE' },
  ],
}
