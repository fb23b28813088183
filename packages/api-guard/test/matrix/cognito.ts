import { encrypted, type ProviderMatrix } from './provider-matrix.js'

const iss = 'https://cognito-idp.us-west-2.amazonaws.com/us-west-2_example'
const client = '57cbishk4j24pabc1234567890'
const sub = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'
const scope = 'https://api.example.com/read openid'
const access = { iss, sub, token_use: 'access', scope, client_id: client, origin_jti: 'o', jti: 'j', version: 2 }
const user = { ...access, auth_time: 1, username: 'janedoe', 'cognito:groups': ['clerks'] }
const bound = { audience: 'https://api.example.com' }

export const cognito: ProviderMatrix = {
  provider: 'cognito',
  title: 'Amazon Cognito',
  issuer: iss,
  guard: { audience: false, clientIds: [client], scopes: 'https://api.example.com/read' },
  rows: [
    {
      token: 'access token of a user',
      kind: 'ours',
      claims: user,
      verdict: 'accepted',
      auth: { subject: sub, clientId: client, scopes: ['https://api.example.com/read', 'openid'], isMachine: false },
      permissions: ['clerks'],
      without: ['admins'],
    },
    {
      token: 'access token of a user, with nonce, acr and amr',
      kind: 'ours',
      claims: { ...user, nonce: 'n', acr: '1', amr: ['pwd'] },
      verdict: 'accepted',
    },
    {
      token: 'access token bound to this API',
      kind: 'ours',
      claims: { ...user, aud: 'https://api.example.com' },
      guard: bound,
      verdict: 'accepted',
      auth: { audience: ['https://api.example.com'] },
    },
    {
      token: 'access token whose audience a trigger has set to the client',
      kind: 'ours',
      claims: { ...user, aud: client },
      verdict: 'accepted',
      auth: { isMachine: false },
    },
    {
      token: 'access token of a client',
      kind: 'ours',
      claims: {
        iss,
        sub: client,
        token_use: 'access',
        scope: 'https://api.example.com/read',
        auth_time: 1,
        client_id: client,
        jti: 'j',
        version: 2,
      },
      verdict: 'accepted',
      auth: { clientId: client, isMachine: true },
    },
    {
      token: 'access token that names no client',
      kind: 'other kind',
      claims: { ...user, client_id: undefined },
      verdict: 'ERR_TOKEN_CLAIMS',
      hint: /"client_id"/,
    },
    {
      token: 'access token that says neither user nor client',
      kind: 'ours',
      claims: { ...access, sub },
      verdict: 'accepted',
      auth: { clientId: client },
    },
    {
      token: 'ID token',
      kind: 'other kind',
      claims: {
        iss,
        sub,
        aud: client,
        token_use: 'id',
        auth_time: 1,
        'cognito:username': 'janedoe',
        email: 'jane@example.com',
        origin_jti: 'o',
        jti: 'j',
      },
      verdict: 'ERR_TOKEN_KIND',
      hint: /ID token: it was issued to the client '57cbishk4j24pabc1234567890'.*session\.tokens\?\.accessToken/,
    },
    {
      token: 'ID token to which a trigger has added scope and roles',
      kind: 'other kind',
      claims: {
        iss,
        sub,
        aud: client,
        token_use: 'id',
        scope,
        roles: ['admin'],
        client_id: client,
        'cognito:username': 'janedoe',
      },
      verdict: 'ERR_TOKEN_KIND',
    },
    {
      token: 'token without token_use',
      kind: 'other kind',
      claims: { ...user, token_use: undefined },
      verdict: 'ERR_TOKEN_KIND',
      hint: /"token_use"/,
    },
    {
      token: 'access token without the scope of this API (sign-in by SDK)',
      kind: 'other API',
      claims: { ...user, scope: 'aws.cognito.signin.user.admin' },
      verdict: 'ERR_SCOPE',
    },
    {
      token: 'access token of another client of the user pool',
      kind: 'other API',
      claims: { ...user, client_id: 'another' },
      verdict: 'ERR_TOKEN_CLIENT',
    },
    {
      token: 'access token without audience, where one is demanded',
      kind: 'other API',
      claims: user,
      guard: bound,
      verdict: 'ERR_TOKEN_AUDIENCE',
      hint: /never for client credentials.*audience: false/,
    },
    {
      token: 'access token bound to another API',
      kind: 'other API',
      claims: { ...user, aud: 'https://other.example.com' },
      guard: bound,
      verdict: 'ERR_TOKEN_AUDIENCE',
      hint: /a client chooses "aud"/,
    },
    {
      token: 'access token that names the login domain',
      kind: 'other kind',
      claims: { ...user, iss: 'https://example.auth.us-west-2.amazoncognito.com' },
      verdict: 'ERR_TOKEN_ISSUER',
      hint: /the issuer is https:\/\/cognito-idp/,
    },
    {
      token: 'identity pool token',
      kind: 'other kind',
      header: { typ: 'JWS' },
      claims: {
        iss: 'https://cognito-identity.amazonaws.com',
        sub: 'us-west-2:1',
        aud: 'us-west-2:pool',
        amr: ['authenticated'],
      },
      verdict: 'ERR_TOKEN_ISSUER',
    },
    { token: 'refresh token', kind: 'other kind', raw: encrypted, verdict: 'ERR_TOKEN_ENCRYPTED' },
  ],
}
