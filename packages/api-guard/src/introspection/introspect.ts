import { AuthError, type Claims, type ProviderFetch } from '@tandem-auth/tokens'
import type { ClientAuthentication } from './client-authentication.js'
import type { LimitedCalls } from './limited-calls.js'
import { readRefusal, readSuccess, signedResponseType } from './read-response.js'
import type { SignedResponses } from './signed-responses.js'

/** How a provider is asked. */
export interface IntrospectionRequest {
  readonly calls: LimitedCalls
  readonly fetch: ProviderFetch
  readonly endpoint: () => Promise<string>
  readonly authenticate: ClientAuthentication
  readonly signedResponses: SignedResponses
  /** The endpoint is a tokeninfo endpoint, as they were before RFC 7662. */
  readonly tokenInfo: boolean
  /** Statuses that mean what RFC 7662 says with `active: false`. */
  readonly inactiveStatuses: readonly number[]
}

/**
 * Asks the provider about a token. The token goes into the body, because URLs end up in logs.
 * @throws AuthError `ERR_INTROSPECTION_UNAVAILABLE` (503), `ERR_INTROSPECTION_REFUSED` (500), and those of metadata and keys
 * @see RFC 7662, 2.1; RFC 9701, 4
 */
export async function introspect(request: IntrospectionRequest, token: string, now: number): Promise<Claims> {
  const response = await request.calls.run(async () => post(request, token, await request.endpoint()))
  if (response.status === 200) return readSuccess(response, request, now)
  return readRefusal(response, request)
}

async function post(request: IntrospectionRequest, token: string, endpoint: string): Promise<Response> {
  const form = new URLSearchParams(request.tokenInfo ? {} : { token, token_type_hint: 'access_token' })
  try {
    const authentication = await request.authenticate(form, token)
    return await request.fetch(endpoint, {
      method: 'POST',
      headers: {
        accept: request.tokenInfo ? 'application/json' : `${signedResponseType}, application/json;q=0.9`,
        'content-type': 'application/x-www-form-urlencoded',
        ...authentication,
      },
      body: form.toString(),
    })
  } catch (error) {
    throw new AuthError('ERR_INTROSPECTION_UNAVAILABLE', { cause: error })
  }
}
