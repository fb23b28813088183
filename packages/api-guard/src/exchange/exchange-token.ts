import { AuthError, claim, type ProviderFetch, parseJsonObject, quote, stringClaim } from '@tandem-auth/tokens'
import type { ClientAuthentication } from '../introspection/client-authentication.js'
import type { Downstream } from './downstream.js'

/** How tokens are exchanged at one issuer. */
export interface ExchangeClient {
  readonly fetch: ProviderFetch
  readonly endpoint: () => Promise<string>
  readonly authenticate: ClientAuthentication
  /** Microsoft's form of the request instead of that of RFC 8693. */
  readonly isOnBehalfOf: boolean
}

/** A token for another API, in the name of the caller. */
export interface ExchangedToken {
  readonly accessToken: string
  /** Seconds; `undefined` where the provider doesn't say. */
  readonly expiresIn: number | undefined
}

/**
 * Exchanges a caller's token for one of another API.
 * @throws AuthError `ERR_EXCHANGE_REFUSED` (403), `ERR_EXCHANGE_CLIENT` (500), `ERR_EXCHANGE_UNAVAILABLE` (503), and those of
 * metadata
 * @see RFC 8693, 2
 */
export async function exchangeToken(
  client: ExchangeClient,
  token: string,
  target: Downstream,
): Promise<ExchangedToken> {
  const endpoint = await client.endpoint()
  const response = await post(client, endpoint, token, target)
  const body = parseJsonObject(Buffer.from(await response.arrayBuffer())) ?? {}
  if (response.status !== 200) throw refusalOf(response.status, body, target)
  return readToken(body, token)
}

async function post(client: ExchangeClient, endpoint: string, token: string, target: Downstream): Promise<Response> {
  const form = new URLSearchParams(client.isOnBehalfOf ? onBehalfOfForm(token) : exchangeForm(token, target))
  if (target.scopes.length > 0) form.set('scope', target.scopes.join(' '))
  try {
    const authentication = await client.authenticate(form, token)
    return await client.fetch(endpoint, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        ...authentication,
      },
      body: form.toString(),
    })
  } catch (error) {
    throw new AuthError('ERR_EXCHANGE_UNAVAILABLE', { cause: error })
  }
}

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'

function exchangeForm(token: string, { audience, resource }: Downstream): Record<string, string> {
  return {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: token,
    subject_token_type: accessTokenType,
    requested_token_type: accessTokenType,
    ...(audience !== undefined && { audience }),
    ...(resource !== undefined && { resource }),
  }
}

function onBehalfOfForm(token: string): Record<string, string> {
  return {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: token,
    requested_token_use: 'on_behalf_of',
  }
}

const issuedTypes = new Set<unknown>([undefined, accessTokenType, 'urn:ietf:params:oauth:token-type:jwt'])

function readToken(body: Record<string, unknown>, token: string): ExchangedToken {
  const accessToken = stringClaim(body, 'access_token')
  const isBearer = stringClaim(body, 'token_type')?.toLowerCase() === 'bearer'
  if (accessToken === undefined || !isBearer || !issuedTypes.has(claim(body, 'issued_token_type'))) {
    throw new AuthError('ERR_EXCHANGE_UNAVAILABLE', { hint: 'The provider responded without a bearer access token.' })
  }
  if (accessToken === token) {
    throw new AuthError('ERR_EXCHANGE_CLIENT', {
      hint: "The provider returned the caller's own token. It must issue another one.",
    })
  }
  const expiresIn = Number(claim(body, 'expires_in'))
  return { accessToken, expiresIn: Number.isFinite(expiresIn) && expiresIn > 0 ? expiresIn : undefined }
}

// What providers say about the caller or the caller's token (RFC 8693, 2.2.2; RFC 6749, 5.2; OpenID Connect Core 1.0, 3.1.2.6).
const aboutTheCaller = new Set<unknown>([
  'access_denied',
  'consent_required',
  'interaction_required',
  'invalid_grant',
  'invalid_request',
  'invalid_scope',
  'login_required',
])

function refusalOf(status: number, body: Record<string, unknown>, { name }: Downstream): AuthError {
  const error = claim(body, 'error')
  if (status >= 500 || status === 429 || error === 'temporarily_unavailable' || error === 'server_error') {
    return new AuthError('ERR_EXCHANGE_UNAVAILABLE', { hint: `The token endpoint responded with status ${status}.` })
  }
  const hint = `The provider refused the exchange for "downstream.${name}" with status ${status} and the error ${quote(error)}.`
  return new AuthError(aboutTheCaller.has(error) ? 'ERR_EXCHANGE_REFUSED' : 'ERR_EXCHANGE_CLIENT', { hint })
}
