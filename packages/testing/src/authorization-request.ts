import type { TestClient } from './options.js'
import { ProtocolError } from './protocol-error.js'
import type { Provider } from './provider.js'
import { readResources } from './resources.js'

/** An authorization request that can at least be answered to its client. */
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
  readonly acr?: string
  /** Seconds. */
  readonly maxAge?: number
  /** The name of a pushed request, which is good for one answer. */
  readonly requestUri?: string
  /** The error to send back to the client. */
  readonly refusal?: { error: string; description: string }
}

/** @throws ProtocolError where the redirect URI can't be trusted (RFC 6749, 4.1.2.1) */
export function readAuthorizationRequest(provider: Provider, outer: URLSearchParams): AuthorizationRequest {
  const params = takePushedRequest(provider, outer)
  const get = (name: string) => params.get(name) ?? undefined
  const maxAge = get('max_age')
  return {
    ...findAddressee(provider, params),
    scope: get('scope') ?? '',
    resources: readResources(params),
    prompts: new Set((get('prompt') ?? '').split(' ')),
    formPost: get('response_mode') === 'form_post',
    state: get('state'),
    nonce: get('nonce'),
    codeChallenge: get('code_challenge'),
    acr: get('acr_values')?.split(' ')[0],
    maxAge: maxAge === undefined ? undefined : Number(maxAge),
    requestUri: outer.get('request_uri') ?? undefined,
    refusal: findRefusal(provider, params),
  }
}

function takePushedRequest({ grants, violations }: Provider, outer: URLSearchParams): URLSearchParams {
  const name = outer.get('request_uri')
  if (name === null) return outer
  const pushed = grants.pushedRequests.get(name)
  if (pushed === undefined || pushed.get('client_id') !== outer.get('client_id')) {
    throw new ProtocolError('invalid_request_uri', 'this request was not pushed, or not by this client')
  }
  const more = [...outer.keys()].filter((param) => !['client_id', 'request_uri', 'decision'].includes(param))
  if (more.length > 0) violations.push(`authorization: ${more.join(', ')} beside request_uri`)
  return pushed
}

function findAddressee({ clients, violations }: Provider, params: URLSearchParams) {
  const client = clients.find(params.get('client_id'))
  if (client === undefined) throw new ProtocolError('invalid_request', 'there is no such client')
  const redirectUri = params.get('redirect_uri') ?? ''
  const registered = client.redirectUris?.includes(redirectUri) ?? URL.canParse(redirectUri)
  if (!registered || redirectUri.includes('#')) {
    violations.push('authorization: the redirect_uri is not registered, byte for byte')
    throw new ProtocolError('invalid_request', 'the redirect_uri is not registered')
  }
  return { client, redirectUri }
}

/** Each rule with the OAuth error that breaking it costs; a breach is also a violation. */
const rules: readonly [error: string, broken: (params: URLSearchParams) => boolean, description: string][] = [
  ['unsupported_response_type', (params) => params.get('response_type') !== 'code', 'response_type must be code'],
  ['request_not_supported', (params) => params.has('request'), 'request objects are not supported'],
  ['invalid_request', (params) => hasRepeated(params), 'a parameter came twice'],
  ['invalid_request', (params) => !isChallengeValid(params), 'code_challenge_method must be S256'],
  ['invalid_request', (params) => isContradictory(params), 'prompt=none goes with no other prompt and no max_age=0'],
  ['invalid_request', (params) => !/^\d*$/.test(params.get('max_age') ?? ''), 'max_age must be a number of seconds'],
  [
    'invalid_request',
    (params) => !['query', 'form_post', null].includes(params.get('response_mode')),
    'response_mode must be query or form_post',
  ],
]

/** What the conformance suite objects to and a provider may still answer. */
const suiteRules: readonly [broken: (params: URLSearchParams) => boolean, description: string][] = [
  [(params) => !(params.get('scope') ?? '').split(' ').includes('openid'), 'scope lacks openid'],
  [(params) => !/^[\w.~-]{0,43}$/.test(params.get('nonce') ?? ''), 'nonce has over 43 or unsafe characters'],
]

function findRefusal({ violations }: Provider, params: URLSearchParams): AuthorizationRequest['refusal'] {
  for (const [broken, description] of suiteRules) if (broken(params)) violations.push(`authorization: ${description}`)
  const rule = rules.find(([, broken]) => broken(params))
  if (rule === undefined) return undefined
  const [error, , description] = rule
  violations.push(`authorization: ${description}`)
  return { error, description }
}

function isChallengeValid(params: URLSearchParams): boolean {
  const challenge = params.get('code_challenge')
  if (challenge === null) return !params.has('code_challenge_method')
  return params.get('code_challenge_method') === 'S256' && /^[\w-]{43}$/.test(challenge)
}

function isContradictory(params: URLSearchParams): boolean {
  const prompts = (params.get('prompt') ?? '').split(' ')
  return prompts.includes('none') && (prompts.length > 1 || params.get('max_age') === '0')
}

/** Every parameter but `resource` and `audience` may stand there once (RFC 6749, 3.1; RFC 8707, 2). */
function hasRepeated(params: URLSearchParams): boolean {
  const names = [...params.keys()].filter((name) => name !== 'resource' && name !== 'audience')
  return new Set(names).size < names.length
}
