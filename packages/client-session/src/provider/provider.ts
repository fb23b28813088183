import {
  AuthError,
  type Claims,
  createKeySource,
  createMetadataSource,
  type ErrorCode,
  endpointOf,
  type IssuerMetadata,
  type ProviderFetch,
} from '@tandem-auth/tokens'
import * as openid from 'openid-client'
import type { TokenSet } from '../access-tokens/token-set.js'
import { authorizationUrl } from './authorization-url.js'
import { clientAuthentication } from './client-authentication.js'
import { type IdTokenContext, type IdTokenPolicy, validateIdToken } from './id-token.js'
import type { ProviderConfig } from './provider-config.js'
import { asProviderError } from './provider-error.js'
import { fetchUserInfo } from './user-info.js'

/** The client's side of one provider. Errors are ours, because openid-client's carry token responses. */
export interface Provider {
  readonly config: ProviderConfig
  readonly policy: IdTokenPolicy
  metadata(): Promise<IssuerMetadata>
  /** The URL for a login; its parameters are in the query, pushed, signed, or both. */
  authorizationUrl(parameters: URLSearchParams): Promise<URL>
  redeemCode(response: URL, expected: CodeExpectation): Promise<TokenResponse>
  /** @throws AuthError `ERR_LOGIN_REQUIRED` (401) when the refresh token is refused */
  refresh(refreshToken: string, parameters: URLSearchParams, now: number): Promise<TokenResponse>
  /** RFC 8693. */
  exchange(parameters: URLSearchParams): Promise<TokenResponse>
  /** RFC 7009; does nothing for a provider without a revocation endpoint. */
  revoke(refreshToken: string): Promise<void>
  userInfo(accessToken: string, sub: string): Promise<Claims>
  close(): void
}

export interface CodeExpectation {
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
  /** Epoch seconds. */
  readonly now: number
  /** The API that the access token is for (RFC 8707). */
  readonly resource: string | undefined
}

/** The response of the token endpoint; the ID token is raw and not yet validated. */
export interface TokenResponse {
  readonly tokens: TokenSet
  readonly refreshToken: string | undefined
  readonly idToken: string | undefined
}

export interface ProviderDeps {
  readonly config: ProviderConfig
  readonly fetch: ProviderFetch
  readonly insecureHosts: readonly string[]
  /** Seconds. */
  readonly clockTolerance: number
}

type GrantResponse = Awaited<ReturnType<typeof openid.refreshTokenGrant>>

export function createProvider({ config, fetch, insecureHosts, clockTolerance }: ProviderDeps): Provider {
  const { issuer, clientId, jwksUri } = config
  const source = createMetadataSource({ issuer, fetch, metadata: config.metadata })
  const keys = createKeySource({ issuer, fetch, metadata: source, jwksUri, insecureHosts })
  const policy = { issuer, clientId, algorithm: config.idTokenAlgorithm, keys, tolerance: clockTolerance }

  /** One call, with its own openid-client configuration, so that only this call sees its response. */
  async function connect(endpoint: string): Promise<{ client: openid.Configuration; received(): Claims | undefined }> {
    const metadata = await source.get()
    endpointOf(metadata, endpoint, insecureHosts)
    const authentication = await clientAuthentication(config)
    const client = new openid.Configuration(
      metadata as openid.ServerMetadata,
      clientId,
      clientMetadata(config, clockTolerance),
      authentication,
    )
    // Our `fetch` limits the time and allows http only on loopback and for the named hosts.
    openid.allowInsecureRequests(client)
    client.timeout = undefined
    let body: Claims | undefined
    client[openid.customFetch] = async (url, init) => {
      const response = await fetch(url, init as RequestInit).catch((error: unknown) => {
        throw new AuthError('ERR_PROVIDER_UNAVAILABLE', { cause: error })
      })
      if (response.status === 200) body = await readBody(response.clone())
      return response
    }
    return { client, received: () => body }
  }

  async function ask(
    refreshRefused: ErrorCode,
    run: (client: openid.Configuration) => Promise<GrantResponse>,
    explainBody?: (body: Claims) => Promise<unknown>,
  ): Promise<TokenResponse> {
    const { client, received } = await connect('token_endpoint')
    try {
      return tokenResponse(await run(client))
    } catch (error) {
      const body = received()
      if (body !== undefined && explainBody !== undefined) await explainBody(body)
      throw asProviderError(error, refreshRefused)
    }
  }

  return {
    config,
    policy,
    metadata: () => source.get(),
    async authorizationUrl(parameters) {
      const { client } = await connect('authorization_endpoint')
      try {
        return await authorizationUrl(client, config, parameters, insecureHosts)
      } catch (error) {
        throw asProviderError(error, 'ERR_CLIENT_REFUSED')
      }
    },
    redeemCode(response, { state, nonce, codeVerifier, now, resource }) {
      const checks = {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: codeVerifier,
        idTokenExpected: true,
      }
      const parameters = new URLSearchParams(resource === undefined ? [] : [['resource', resource]])
      return ask(
        'ERR_LOGIN_CODE',
        (client) => openid.authorizationCodeGrant(client, response, checks, parameters),
        (body) => explain(body, policy, { now, nonce }),
      )
    },
    refresh: (refreshToken, parameters, now) =>
      ask(
        'ERR_LOGIN_REQUIRED',
        (client) => openid.refreshTokenGrant(client, refreshToken, parameters),
        async (body) => void (body.id_token && (await explain(body, policy, { now, nonce: undefined }))),
      ),
    exchange: (parameters) =>
      ask('ERR_LOGIN_REQUIRED', (client) => openid.genericGrantRequest(client, tokenExchange, parameters)),
    async revoke(refreshToken) {
      if ((await source.get()).revocation_endpoint === undefined) return
      const { client } = await connect('revocation_endpoint')
      const hint = { token_type_hint: 'refresh_token' }
      await openid.tokenRevocation(client, refreshToken, hint).catch((error: unknown) => {
        throw asProviderError(error, 'ERR_CLIENT_REFUSED')
      })
    },
    async userInfo(accessToken, sub) {
      return fetchUserInfo({ metadata: await source.get(), fetch, insecureHosts, policy, accessToken, sub })
    },
    close: () => keys.close(),
  }
}

const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange'

function clientMetadata({ idTokenAlgorithm }: ProviderConfig, clockTolerance: number): Partial<openid.ClientMetadata> {
  return { id_token_signed_response_alg: idTokenAlgorithm, [openid.clockTolerance]: Math.ceil(clockTolerance) }
}

// openid-client also validates the ID token, with vague errors; ours says exactly what is wrong.
async function explain(
  { id_token: idToken, access_token: accessToken }: Claims,
  policy: IdTokenPolicy,
  context: Pick<IdTokenContext, 'now' | 'nonce'>,
): Promise<void> {
  if (typeof idToken !== 'string') throw new AuthError('ERR_ID_TOKEN_MISSING')
  await validateIdToken(idToken, policy, { ...context, accessToken: String(accessToken) })
}

function tokenResponse(response: GrantResponse): TokenResponse {
  // openid-client also accepts DPoP-bound tokens; sent as Bearer they would be refused (RFC 9449, 7.1).
  if (response.token_type.toLowerCase() !== 'bearer') throw new AuthError('ERR_ACCESS_TOKEN_TYPE')
  const { access_token: accessToken, expires_in: lifetime, scope } = response
  const expiresAt = lifetime === undefined ? {} : { expiresAt: Math.floor(Date.now() / 1000 + lifetime) }
  const tokens = { accessToken, ...expiresAt, ...(scope === undefined ? {} : { scope }) }
  return { tokens, refreshToken: response.refresh_token, idToken: response.id_token }
}

async function readBody(response: Response): Promise<Claims | undefined> {
  const body: unknown = await response.json().catch(() => undefined)
  return typeof body === 'object' && body !== null ? (body as Claims) : undefined
}
