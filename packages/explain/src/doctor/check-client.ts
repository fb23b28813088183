import { createHash, randomBytes } from 'node:crypto'
import { ask, listOf, textOf } from './ask.js'
import { basicAuthorization } from './basic-authorization.js'
import { type Finding, note, ok, problem } from './finding.js'

export interface ClientInput {
  readonly clientId: string
  readonly clientSecret: string | undefined
  readonly baseUrl: string | undefined
  readonly idTokenAlgorithm: string | undefined
}

type Metadata = Readonly<Record<string, unknown>>

/** What a web app needs of the provider: algorithms, client authentication, refresh tokens, its registration. */
export async function checkClient(metadata: Metadata, client: ClientInput): Promise<readonly Finding[]> {
  const method = authenticationMethod(metadata)
  return [
    ...checkAlgorithm(metadata, client.idTokenAlgorithm ?? 'RS256'),
    ...checkAuthentication(method),
    ...checkRefreshTokens(metadata),
    ...(await checkSecret(metadata, client, method)),
    ...(await checkRedirectUri(metadata, client)),
  ]
}

function checkAlgorithm(metadata: Metadata, algorithm: string): readonly Finding[] {
  const supported = listOf(metadata, 'id_token_signing_alg_values_supported')
  if (supported === undefined) return []
  if (supported.includes(algorithm)) return [ok('ID tokens', `the provider can sign ID tokens with ${algorithm}`)]
  const [other = 'ES256'] = supported.filter((name) => name !== 'none' && !name.startsWith('HS'))
  const text = `the provider signs ID tokens with ${supported.join(', ')}, not with ${algorithm}`
  return [problem('ID tokens', text, `configure idTokenAlgorithm: '${other}'`)]
}

function authenticationMethod(metadata: Metadata): 'client_secret_basic' | 'client_secret_post' | undefined {
  // OpenID Connect Discovery 1.0, 3: without the list it is client_secret_basic.
  const supported = listOf(metadata, 'token_endpoint_auth_methods_supported') ?? ['client_secret_basic']
  if (supported.includes('client_secret_basic')) return 'client_secret_basic'
  return supported.includes('client_secret_post') ? 'client_secret_post' : undefined
}

function checkAuthentication(method: ReturnType<typeof authenticationMethod>): readonly Finding[] {
  if (method === 'client_secret_basic') return [ok('client authentication', 'client_secret_basic is supported')]
  if (method === undefined) {
    const text = 'the provider takes no client secret'
    return [
      problem('client authentication', text, "configure clientAuthentication: 'private_key_jwt' with a privateKey"),
    ]
  }
  const text = 'the provider takes a client secret only in the form (client_secret_post)'
  return [problem('client authentication', text, "configure clientAuthentication: 'client_secret_post'")]
}

function checkRefreshTokens(metadata: Metadata): readonly Finding[] {
  const grants = listOf(metadata, 'grant_types_supported')
  const scopes = listOf(metadata, 'scopes_supported')
  if (grants !== undefined && !grants.includes('refresh_token')) {
    const text = 'the provider issues no refresh tokens: access tokens end when they expire'
    return [problem('refresh tokens', text, 'turn refresh tokens on at the provider, or use long-lived access tokens')]
  }
  if (scopes?.includes('offline_access') === true) {
    return [ok('refresh tokens', 'add offline_access to scope to get refresh tokens')]
  }
  return [
    note(
      'refresh tokens',
      'the metadata do not say how to get refresh tokens',
      'see the provider page in docs/providers',
    ),
  ]
}

/** A code that nobody has is refused in two ways: the code is wrong, or already the client is. */
async function checkSecret(
  metadata: Metadata,
  { clientId, clientSecret, baseUrl = 'http://localhost:3000' }: ClientInput,
  method: ReturnType<typeof authenticationMethod>,
): Promise<readonly Finding[]> {
  const endpoint = textOf(metadata, 'token_endpoint')
  if (clientSecret === undefined || endpoint === undefined || method === undefined) {
    return clientSecret === undefined
      ? [note('client secret', 'not checked: set CLIENT_SECRET in the environment')]
      : []
  }
  const form = { grant_type: 'authorization_code', code: 'doctor', redirect_uri: callbackOf(baseUrl) }
  const body = new URLSearchParams(form)
  const headers = new Headers()
  if (method === 'client_secret_basic') headers.set('authorization', basicAuthorization(clientId, clientSecret))
  else
    for (const [name, value] of Object.entries({ client_id: clientId, client_secret: clientSecret }))
      body.set(name, value)
  const reply = await ask(endpoint, { method: 'POST', headers, body })
  if (typeof reply === 'string') return [problem('client secret', `the token endpoint can't be reached: ${reply}`)]
  const error = reply.json?.error
  if (error === 'invalid_client' || reply.status === 401) {
    return [
      problem('client secret', 'the provider refuses this client id and secret', 'compare both with the provider'),
    ]
  }
  if (error === 'invalid_grant' || error === 'invalid_request')
    return [ok('client secret', 'the provider knows this client')]
  return [
    note('client secret', `not clear: the token endpoint responded ${reply.status} ${String(error ?? '')}`.trim()),
  ]
}

/** A provider redirects only to an address that it knows, even with an error. */
async function checkRedirectUri(metadata: Metadata, { clientId, baseUrl }: ClientInput): Promise<readonly Finding[]> {
  const endpoint = textOf(metadata, 'authorization_endpoint')
  if (baseUrl === undefined || endpoint === undefined) return []
  const redirectUri = callbackOf(baseUrl)
  const url = new URL(endpoint)
  const challenge = createHash('sha256').update(randomBytes(32)).digest('base64url')
  const parameters = {
    ...{ response_type: 'code', client_id: clientId, redirect_uri: redirectUri, scope: 'openid', prompt: 'none' },
    ...{ state: 'doctor', nonce: 'doctor', code_challenge: challenge, code_challenge_method: 'S256' },
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  const reply = await ask(url)
  if (typeof reply === 'string')
    return [problem('redirect URI', `the authorization endpoint can't be reached: ${reply}`)]
  const location = reply.headers.get('location') ?? ''
  if (location.startsWith(redirectUri)) return [ok('redirect URI', `${redirectUri} is registered`)]
  if (reply.status >= 400) {
    const text = `the provider doesn't accept ${redirectUri} for the client ${clientId} (status ${reply.status})`
    return [problem('redirect URI', text, `register exactly ${redirectUri} at the provider`)]
  }
  return [note('redirect URI', `not clear: the provider responded ${reply.status}`)]
}

export function callbackOf(baseUrl: string): string {
  return `${baseUrl.replace(/\/$/, '')}/callback`
}
