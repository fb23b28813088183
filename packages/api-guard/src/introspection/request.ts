import { AuthError, type Claims, type ProviderFetch } from '@tandem-auth/tokens'
import type { ClientAuthentication } from './client-authentication.js'
import { readRefusal, readSuccess, signedAnswerType } from './read-response.js'
import type { SignedAnswers } from './signed-response.js'

/** What a provider is asked by. */
export interface IntrospectionRequest {
  readonly fetch: ProviderFetch
  readonly endpoint: () => Promise<string>
  readonly authenticate: ClientAuthentication
  readonly signedAnswers: SignedAnswers
  /** The endpoint is one of the kind that came before RFC 7662. */
  readonly tokenInfo: boolean
  /** Statuses by which this provider says that a token isn't good, where RFC 7662 has `active: false`. */
  readonly inactiveStatuses: readonly number[]
}

/**
 * Asks the provider what a token is. The token never goes into the address: addresses end up in logs.
 * @throws AuthError `ERR_INTROSPECTION_UNAVAILABLE` (503), `ERR_INTROSPECTION_REFUSED` (500), and those of metadata and keys
 * @see RFC 7662, 2.1; RFC 9701, 4
 */
export async function introspect(request: IntrospectionRequest, token: string, now: number): Promise<Claims> {
  const response = await post(request, token, await request.endpoint())
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
        accept: request.tokenInfo ? 'application/json' : `${signedAnswerType}, application/json;q=0.9`,
        'content-type': 'application/x-www-form-urlencoded',
        ...authentication,
      },
      body: form.toString(),
    })
  } catch (error) {
    throw new AuthError('ERR_INTROSPECTION_UNAVAILABLE', { cause: error })
  }
}
