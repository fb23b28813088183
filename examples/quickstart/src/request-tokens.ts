import { createHash, randomBytes } from 'node:crypto'
import type { Visitor } from './visitor.js'

export interface TokenRequest {
  readonly clientId: string
  readonly redirectUri: string
  /** The API that the access token is for (RFC 8707). */
  readonly resource: string
  readonly scope: string
}

export interface Tokens {
  readonly access_token: string
  readonly id_token: string
}

export interface ProviderMetadata {
  readonly [name: string]: unknown
  readonly authorization_endpoint: string
  readonly token_endpoint: string
}

/**
 * The authorization code flow with PKCE, step by step and by hand, so that one can read it. A web app leaves this to
 * client-session, which also checks what comes back.
 */
export async function requestTokens(issuer: string, visitor: Visitor, request: TokenRequest): Promise<Tokens> {
  const metadata = await discover(issuer)
  const verifier = randomBytes(32).toString('base64url')
  const authorization = new URL(metadata.authorization_endpoint)
  authorization.search = new URLSearchParams({
    response_type: 'code',
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    resource: request.resource,
    scope: `openid profile email ${request.scope}`,
    state: randomBytes(16).toString('base64url'),
    nonce: randomBytes(16).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString()

  const { url } = await visitor.open(authorization.href, request.redirectUri)
  const code = url.searchParams.get('code')
  if (code === null) throw new Error(`the provider answered ${url.searchParams.get('error') ?? 'without a code'}`)

  const response = await fetch(metadata.token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: request.clientId,
      redirect_uri: request.redirectUri,
      code,
      code_verifier: verifier,
    }),
  })
  if (!response.ok) throw new Error(`the token endpoint answered ${response.status}`)
  return (await response.json()) as Tokens
}

/** Where a provider's endpoints are (OpenID Connect Discovery 1.0, 4). */
export async function discover(issuer: string): Promise<ProviderMetadata> {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`)
  return (await response.json()) as ProviderMetadata
}
