import type { ProviderMatrix } from './provider-matrix.js'

const tenant = '775527ff-9a37-4307-8b3d-cc311f58d925'
const iss = `https://contoso.b2clogin.com/${tenant}/v2.0/`
const apiId = '90c0fe63-bcf2-44d5-8fb7-b8bbc0b29dc6'
const client = '7b2a1f6e-0000-4000-8000-000000000001'
const typ = { typ: 'JWT' }
const user = {
  iss,
  sub: 'd1e2',
  aud: apiId,
  azp: client,
  scp: 'orders.read orders.list',
  tfp: 'B2C_1_sign_in',
  ver: '1.0',
  nbf: 1,
}
const login = { iss, sub: 'd1e2', aud: client, tfp: 'B2C_1_sign_in', ver: '1.0', nbf: 1, auth_time: 1, name: 'Jane' }

export const azureB2c: ProviderMatrix = {
  provider: 'azure-b2c',
  title: 'Azure AD B2C',
  issuer: iss,
  guard: { audience: apiId },
  rows: [
    {
      token: 'access token of a user',
      kind: 'ours',
      header: typ,
      claims: user,
      verdict: 'accepted',
      auth: { subject: 'd1e2', clientId: client, scopes: ['orders.read', 'orders.list'], isMachine: false },
    },
    {
      token: 'access token of a user, one registration for app and API, with a nonce',
      kind: 'ours',
      header: typ,
      claims: { ...user, azp: apiId, nonce: 'n', acr: 'b2c_1_sign_in', tfp: undefined },
      verdict: 'accepted',
      auth: { clientId: apiId },
    },
    {
      token: 'access token for another API',
      kind: 'other API',
      header: typ,
      claims: { ...user, aud: client },
      verdict: 'ERR_TOKEN_AUDIENCE',
      hint: /application id of the API/,
    },
    {
      token: 'ID token',
      kind: 'other kind',
      header: typ,
      claims: { ...login, nonce: 'n', at_hash: 'h' },
      verdict: 'ERR_TOKEN_KIND',
    },
    {
      token: 'ID token, one registration for app and API, without nonce and at_hash',
      kind: 'other kind',
      header: typ,
      claims: { ...login, aud: apiId, azp: apiId },
      verdict: 'ERR_TOKEN_KIND',
      hint: /every access token of Azure AD B2C has "scp"/,
    },
    {
      token: 'ID token with an empty scp',
      kind: 'other kind',
      header: typ,
      claims: { ...login, aud: apiId, azp: apiId, scp: '' },
      verdict: 'ERR_TOKEN_KIND',
    },
    {
      token: 'access token of Entra ID from the same tenant',
      kind: 'other kind',
      header: typ,
      claims: { ...user, iss: `https://login.microsoftonline.com/${tenant}/v2.0` },
      verdict: 'ERR_TOKEN_ISSUER',
    },
  ],
}
