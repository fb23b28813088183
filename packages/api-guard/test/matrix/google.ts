import type { ProviderMatrix } from './provider-matrix.js'

const iss = 'https://accounts.google.com'
const client = '915-x.apps.googleusercontent.com'
const guard = { audience: false, clientIds: [client], scopes: 'https://www.googleapis.com/auth/calendar' } as const
const typ = { typ: 'JWT' }
const user = {
  iss,
  sub: '107691503500061507151',
  azp: client,
  aud: client,
  email: 'jsmith@example.com',
  email_verified: true,
  hd: 'example.com',
}

export const google: ProviderMatrix = {
  provider: 'google',
  title: 'Google',
  issuer: iss,
  guard,
  rows: [
    {
      token: 'ID token of a user',
      kind: 'other kind',
      header: typ,
      claims: { ...user, nonce: 'n', at_hash: 'h' },
      verdict: 'ERR_TOKEN_KIND',
      hint: /ID token: it was issued to the client '915-x.apps.googleusercontent.com'.*"ya29\."/,
    },
    {
      token: 'ID token of a user, without marks',
      kind: 'other kind',
      header: typ,
      claims: user,
      verdict: 'ERR_TOKEN_KIND',
      hint: /googleServiceIdentity/,
    },
    {
      token: 'ID token of a service account for this API',
      kind: 'other kind',
      header: typ,
      claims: {
        iss,
        sub: '1',
        azp: '1',
        aud: 'https://api.example.com',
        email: 'jobs@project.iam.gserviceaccount.com',
        email_verified: true,
      },
      verdict: 'ERR_TOKEN_KIND',
      hint: /googleServiceIdentity/,
    },
    {
      token: 'ID token with the old issuer',
      kind: 'other kind',
      header: typ,
      claims: { ...user, iss: 'accounts.google.com' },
      verdict: 'ERR_TOKEN_ISSUER',
    },
    {
      token: 'JWT that says it is an access token',
      kind: 'other kind',
      header: { typ: 'at+jwt' },
      claims: { ...user, client_id: client, scope: guard.scopes, jti: 'j' },
      verdict: 'ERR_TOKEN_KIND',
    },
    {
      token: 'Cross-Account Protection event',
      kind: 'other kind',
      header: typ,
      claims: {
        iss,
        aud: client,
        jti: 'j',
        exp: undefined,
        events: { 'https://schemas.openid.net/secevent/risc/event-type/account-disabled': {} },
      },
      verdict: 'ERR_TOKEN_KIND',
      hint: /security event/,
    },
  ],
}
