import { ProtocolError } from '../http/protocol-error.js'
import type { TestClient } from '../options.js'
import type { Provider } from '../provider.js'
import { readResources } from '../tokens/narrow-grant.js'
import { findRefusal, type Refusal } from './authorization-rules.js'

/** An authorization request whose redirect URI can be trusted, so that an error can be sent there. */
export interface AuthorizationRequest {
  readonly client: TestClient
  readonly redirectUri: string
  readonly scope: string
  readonly resources: readonly string[]
  readonly prompts: ReadonlySet<string>
  readonly formPost: boolean
  readonly state?: string
  readonly nonce?: string
  readonly codeChallenge?: string
  readonly dpopJkt?: string
  readonly acr?: string
  /** Seconds. */
  readonly maxAge?: number
  /** The `request_uri` of a pushed request, which can be used once. */
  readonly requestUri?: string
  /** The error for the client, if the request breaks a rule. */
  readonly refusal?: Refusal
}

/** @throws ProtocolError where the redirect URI can't be trusted (RFC 6749, 4.1.2.1) */
export function readAuthorizationRequest(provider: Provider, outer: URLSearchParams): AuthorizationRequest {
  const params = takePushedRequest(provider, outer)
  const get = (name: string) => params.get(name) ?? undefined
  const { client, redirectUri } = findAddressee(provider, params)
  const maxAge = get('max_age')
  return {
    client,
    redirectUri,
    scope: get('scope') ?? '',
    resources: readResources(params),
    prompts: new Set((get('prompt') ?? '').split(' ')),
    formPost: get('response_mode') === 'form_post',
    state: get('state'),
    nonce: get('nonce'),
    codeChallenge: get('code_challenge'),
    dpopJkt: get('dpop_jkt'),
    acr: get('acr_values')?.split(' ')[0],
    maxAge: maxAge === undefined ? undefined : Number(maxAge),
    requestUri: outer.get('request_uri') ?? undefined,
    refusal: findRefusal(provider, client, params),
  }
}

function takePushedRequest({ grants, violations }: Provider, outer: URLSearchParams): URLSearchParams {
  const name = outer.get('request_uri')
  if (name === null) return outer
  const pushed = grants.pushedRequests.get(name)
  if (pushed === undefined || pushed.get('client_id') !== outer.get('client_id')) {
    throw new ProtocolError('invalid_request_uri', 'this client did not push this request')
  }
  const more = [...outer.keys()].filter((param) => !['client_id', 'request_uri', 'decision'].includes(param))
  if (more.length > 0) violations.push(`authorization: ${more.join(', ')} in addition to request_uri`)
  return pushed
}

function findAddressee({ clients, violations }: Provider, params: URLSearchParams) {
  const client = clients.find(params.get('client_id'))
  if (client === undefined) throw new ProtocolError('invalid_request', 'unknown client')
  const redirectUri = params.get('redirect_uri') ?? ''
  const registered = client.redirectUris?.includes(redirectUri) ?? URL.canParse(redirectUri)
  if (!registered || redirectUri.includes('#')) {
    violations.push('authorization: the redirect_uri is not byte for byte a registered one')
    throw new ProtocolError('invalid_request', 'the redirect_uri is not registered')
  }
  return { client, redirectUri }
}
