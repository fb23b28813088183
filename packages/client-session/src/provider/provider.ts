import {
  AuthError,
  type Claims,
  createKeySource,
  createMetadataSource,
  type ErrorCode,
  endpointOf,
  type IssuerMetadata,
  type ProviderFetch,
  stringClaim,
} from '@tandem-auth/tokens'
import * as openid from 'openid-client'
import type { Dpop } from '../access-tokens/dpop.js'
import type { TokenSet } from '../access-tokens/token-vault.js'
import { authorizationUrl } from './authorization-url.js'
import { authenticationHint, clientAuthentication } from './client-authentication.js'
import type { MutualTls } from './client-certificate.js'
import type { IdTokenPolicy } from './id-token.js'
import type { ProviderConfig } from './provider-config.js'
import { asProviderError } from './provider-error.js'
import { fetchUserInfo } from './user-info.js'

/** The client's side of one provider. Errors are ours, because openid-client's carry token responses. */
export interface Provider {
  readonly config: ProviderConfig
  readonly policy: IdTokenPolicy
  /** Connections that present the client's certificate, to the provider and to APIs. */
  readonly tls: MutualTls | undefined
  metadata(): Promise<IssuerMetadata>
  /** The URL for a login; its parameters are in the query, pushed, signed, or both. */
  authorizationUrl(parameters: URLSearchParams, dpopKey?: string): Promise<URL>
  redeemCode(response: URL, expected: CodeExpectation): Promise<TokenResponse>
  /** @throws AuthError `ERR_LOGIN_REQUIRED` (401) when the refresh token is refused */
  refresh(refreshToken: string, parameters: URLSearchParams, dpopKey?: string): Promise<TokenResponse>
  /** RFC 8693. */
  exchange(parameters: URLSearchParams): Promise<TokenResponse>
  /** RFC 7009; does nothing for a provider without a revocation endpoint. */
  revoke(refreshToken: string): Promise<void>
  userInfo(accessToken: string, sub: string, dpopKey?: string): Promise<Claims>
  close(): void
}

export interface CodeExpectation {
  readonly state: string
  readonly codeVerifier: string
  /** The API that the access token is for (RFC 8707). */
  readonly resource: string | undefined
  /** The private key that the tokens shall be bound to. */
  readonly dpopKey: string | undefined
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
  readonly dpop: Dpop
  readonly tls: MutualTls | undefined
}

interface Connection {
  readonly client: openid.Configuration
  readonly DPoP: openid.DPoPHandle | undefined
  /** The raw ID token of the last token response. */
  idToken(): string | undefined
  refusal(error: unknown, refreshRefused: ErrorCode): AuthError
}

type GrantResponse = Awaited<ReturnType<typeof openid.refreshTokenGrant>>

export function createProvider({ config, fetch, insecureHosts, clockTolerance, dpop, tls }: ProviderDeps): Provider {
  const { issuer, clientId, metadataUrl, metadata, jwksUri } = config
  const source = createMetadataSource({ issuer, fetch, url: metadataUrl, metadata, insecureHosts })
  const keys = createKeySource({ issuer, fetch, metadata: source, jwksUri })
  const policy = {
    issuer,
    clientId,
    algorithm: config.idTokenAlgorithm,
    keys,
    decrypt: config.decrypt,
    tolerance: clockTolerance,
  }

  /** One call, with its own openid-client configuration, so that only this call sees its response. */
  async function connect(endpoint: string, dpopKey?: string): Promise<Connection> {
    await source.endpoint(endpoint)
    const metadata = await source.get()
    const authentication = await clientAuthentication(config)
    const client = new openid.Configuration(
      metadata as openid.ServerMetadata,
      clientId,
      // A provider has other endpoints for connections with a certificate (RFC 8705, 5).
      { use_mtls_endpoint_aliases: tls !== undefined },
      authentication,
    )
    // Our `fetch` limits the time and allows http only on loopback and for the named hosts.
    openid.allowInsecureRequests(client)
    client.timeout = undefined
    let idToken: string | undefined
    client[openid.customFetch] = async (url, init) => {
      const response = await fetch(url, init as RequestInit).catch((error: unknown) => {
        throw new AuthError('ERR_PROVIDER_UNAVAILABLE', { cause: error })
      })
      if (dpopKey !== undefined) dpop.learnNonce(dpopKey, new URL(url), response)
      if (response.status !== 200) return response
      const taken = await takeIdToken(response)
      idToken = taken.idToken
      return taken.response
    }
    const refusal = (error: unknown, refreshRefused: ErrorCode) => {
      const refused = asProviderError(error, refreshRefused)
      if (refused.code !== 'ERR_CLIENT_REFUSED') return refused
      const hints = [refused.hint, authenticationHint(config, metadata)]
      return new AuthError(refused.code, { hint: hints.filter((hint) => hint !== undefined).join(' ') })
    }
    const DPoP = dpopKey === undefined ? undefined : await dpopHandle(client, dpop, dpopKey)
    return { client, DPoP, idToken: () => idToken, refusal }
  }

  async function ask(
    refreshRefused: ErrorCode,
    dpopKey: string | undefined,
    run: (client: openid.Configuration, DPoP: openid.DPoPHandle | undefined) => Promise<GrantResponse>,
  ): Promise<TokenResponse> {
    const { client, DPoP, idToken, refusal } = await connect('token_endpoint', dpopKey)
    try {
      const type = dpopKey === undefined ? 'bearer' : 'dpop'
      return { ...tokenResponse(await run(client, DPoP), type), idToken: idToken() }
    } catch (error) {
      throw refusal(error, refreshRefused)
    }
  }

  async function userInfoEndpoint(): Promise<string> {
    const { mtls_endpoint_aliases: aliases } = await source.get()
    const alias = tls === undefined ? undefined : (aliases as Record<string, unknown> | undefined)?.userinfo_endpoint
    if (alias === undefined) return source.endpoint('userinfo_endpoint')
    return endpointOf({ issuer, userinfo_endpoint: alias }, 'userinfo_endpoint', insecureHosts)
  }

  return {
    config,
    policy,
    tls,
    metadata: () => source.get(),
    async authorizationUrl(parameters, dpopKey) {
      const { client, DPoP, refusal } = await connect('authorization_endpoint', dpopKey)
      // The code can be redeemed with this key only (RFC 9449, 10).
      if (DPoP !== undefined) parameters.set('dpop_jkt', await DPoP.calculateThumbprint())
      try {
        return await authorizationUrl(client, config, parameters, insecureHosts, DPoP)
      } catch (error) {
        throw refusal(error, 'ERR_CLIENT_REFUSED')
      }
    },
    redeemCode(response, { state, codeVerifier, resource, dpopKey }) {
      const checks = { expectedState: state, pkceCodeVerifier: codeVerifier }
      const parameters = new URLSearchParams(resource === undefined ? [] : [['resource', resource]])
      return ask('ERR_LOGIN_CODE', dpopKey, (client, DPoP) =>
        openid.authorizationCodeGrant(client, response, checks, parameters, { DPoP }),
      )
    },
    refresh: (refreshToken, parameters, dpopKey) =>
      ask('ERR_LOGIN_REQUIRED', dpopKey, (client, DPoP) =>
        openid.refreshTokenGrant(client, refreshToken, parameters, { DPoP }),
      ),
    exchange: (parameters) =>
      ask('ERR_LOGIN_REQUIRED', undefined, (client) => openid.genericGrantRequest(client, tokenExchange, parameters)),
    async revoke(refreshToken) {
      if ((await source.get()).revocation_endpoint === undefined) return
      const { client, refusal } = await connect('revocation_endpoint')
      const hint = { token_type_hint: 'refresh_token' }
      await openid.tokenRevocation(client, refreshToken, hint).catch((error: unknown) => {
        throw refusal(error, 'ERR_CLIENT_REFUSED')
      })
    },
    async userInfo(accessToken, sub, dpopKey) {
      const endpoint = await userInfoEndpoint()
      return fetchUserInfo({ endpoint, fetch, policy, accessToken, sub, dpop, dpopKey })
    },
    close() {
      keys.close()
      tls?.close()
    },
  }
}

const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange'

// The nonces outlive the handle, which serves one call only.
async function dpopHandle(client: openid.Configuration, dpop: Dpop, secret: string): Promise<openid.DPoPHandle> {
  return openid.getDPoPHandle(client, await dpop.keyOf(secret), {
    [openid.modifyAssertion](_header, payload) {
      payload.nonce ??= dpop.nonceOf(secret, new URL(String(payload.htu)))
    },
  })
}

function tokenResponse(response: GrantResponse, type: 'bearer' | 'dpop'): Omit<TokenResponse, 'idToken'> {
  // A bound token that is sent as Bearer would be refused; one that isn't bound, although we asked for it, is stolen easily.
  if (response.token_type.toLowerCase() !== type) {
    throw new AuthError('ERR_ACCESS_TOKEN_TYPE', {
      hint: type === 'dpop' ? 'With "dpop" the provider must bind tokens to a key (RFC 9449).' : undefined,
    })
  }
  const { access_token: accessToken, expires_in: lifetime, scope } = response
  const expiresAt = lifetime === undefined ? {} : { expiresAt: Math.floor(Date.now() / 1000 + lifetime) }
  const tokens = { accessToken, ...expiresAt, ...(scope === undefined ? {} : { scope }) }
  return { tokens, refreshToken: response.refresh_token }
}

/**
 * Takes the ID token out of a token response. openid-client would validate it too, less strictly than we do, and would
 * lose a rotated refresh token over an ID token that OpenID Connect Core 1.0, 12.2 accepts.
 */
async function takeIdToken(response: Response): Promise<{ response: Response; idToken: string | undefined }> {
  const text = await response.text()
  const body = parse(text)
  const idToken = body === undefined ? undefined : stringClaim(body, 'id_token')
  const { id_token: _taken, ...rest } = body ?? {}
  const { status, headers } = response
  return { response: new Response(body === undefined ? text : JSON.stringify(rest), { status, headers }), idToken }
}

function parse(text: string): Claims | undefined {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Claims) : undefined
  } catch {
    return undefined
  }
}
