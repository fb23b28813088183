import { findClient } from '../client-authentication/find-client.js'
import { ProtocolError } from '../http/protocol-error.js'
import type { Provider } from '../provider.js'
import type { TestClient } from '../test-client.js'
import { readAuthorizationDetails } from '../tokens/authorization-details.js'
import { readResources } from '../tokens/narrow-grant.js'
import { findRefusal, type Refusal } from './authorization-rules.js'
import { type ResponseMode, toResponseMode } from './response-mode.js'

/** An authorization request whose redirect URI can be trusted, so that an error can be sent there. */
export interface AuthorizationRequest {
  readonly client: TestClient
  readonly redirectUri: string
  readonly scope: string
  readonly resources: readonly string[]
  readonly prompts: ReadonlySet<string>
  readonly responseMode: ResponseMode
  readonly acrValues: readonly string[]
  /** Google's way to ask for a refresh token: 'offline'. */
  readonly accessType?: string
  readonly state?: string
  readonly nonce?: string
  readonly codeChallenge?: string
  readonly dpopJkt?: string
  readonly authorizationDetails?: readonly unknown[]
  /** Seconds. */
  readonly maxAge?: number
  /** The `request_uri` of a pushed request, which can be used once. */
  readonly requestUri?: string
  /** The error for the client, if the request breaks a rule. */
  readonly refusal?: Refusal
}

/** @throws ProtocolError where the redirect URI can't be trusted (RFC 6749, 4.1.2.1) */
export async function parseAuthorizationRequest(
  provider: Provider,
  params: URLSearchParams,
): Promise<AuthorizationRequest> {
  const get = (name: string) => params.get(name) ?? undefined
  const { client, redirectUri } = await findAddressee(provider, params)
  const maxAge = get('max_age')
  return {
    client,
    redirectUri,
    scope: get('scope') ?? '',
    prompts: new Set((get('prompt') ?? '').split(' ')),
    responseMode: toResponseMode(get('response_mode')),
    acrValues: get('acr_values')?.split(' ') ?? [],
    accessType: get('access_type'),
    state: get('state'),
    nonce: get('nonce'),
    codeChallenge: get('code_challenge'),
    dpopJkt: get('dpop_jkt'),
    maxAge: maxAge === undefined || provider.options.ignoreMaxAge ? undefined : Number(maxAge),
    ...readTargets(provider, params),
    ...refusalOf(findRefusal(provider, client, params)),
  }
}

/** Errors in these parameters go to the client, too. */
function readTargets(
  provider: Provider,
  params: URLSearchParams,
): Pick<AuthorizationRequest, 'resources' | 'authorizationDetails' | 'refusal'> {
  try {
    return {
      resources: readResources(provider, params),
      authorizationDetails: readAuthorizationDetails(provider, params),
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error
    return { resources: [], refusal: { error: error.code, description: error.message } }
  }
}

function refusalOf(refusal: Refusal | undefined): { refusal?: Refusal } {
  return refusal === undefined ? {} : { refusal }
}

async function findAddressee(provider: Provider, params: URLSearchParams) {
  const client = await findClient(provider, params.get('client_id') ?? '')
  if (client === undefined) throw new ProtocolError('invalid_request', 'unknown client')
  const redirectUri = params.get('redirect_uri') ?? ''
  const registered = client.redirectUris?.includes(redirectUri) ?? URL.canParse(redirectUri)
  if (!registered || redirectUri.includes('#')) {
    provider.violations.push('authorization: the redirect_uri is not byte for byte a registered one')
    throw new ProtocolError('invalid_request', 'the redirect_uri is not registered')
  }
  return { client, redirectUri }
}
