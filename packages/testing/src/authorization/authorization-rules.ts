import type { Policy } from '../policy.js'
import type { Provider } from '../provider.js'
import { isPublic } from '../state/clients.js'
import type { TestClient } from '../test-client.js'

import { responseModes } from './response-mode.js'

/** The error that the client gets. */
export interface Refusal {
  readonly error: string
  readonly description: string
}

interface Rule {
  /** Without one, the provider records the violation and serves the request. */
  readonly error?: string
  readonly description: string
  broken(params: URLSearchParams, client: TestClient, policy: Policy): boolean
}

const rules: readonly Rule[] = [
  { description: 'the scope lacks openid', broken: lacksOpenid },
  {
    description: 'the nonce has more than 43 characters, or characters that are not URL-safe',
    broken: (params) => !/^[\w.~-]{0,43}$/.test(params.get('nonce') ?? ''),
  },
  {
    error: 'unsupported_response_type',
    description: 'response_type must be code',
    broken: (params) => params.get('response_type') !== 'code',
  },
  {
    error: 'request_not_supported',
    description: 'request objects are not supported',
    broken: (params) => params.has('request'),
  },
  { error: 'invalid_request', description: 'a parameter is repeated', broken: hasRepeatedParameter },
  { error: 'invalid_request', description: 'code_challenge_method must be S256', broken: hasWeakChallenge },
  {
    error: 'invalid_request',
    description: 'dpop_jkt must be a SHA-256 thumbprint',
    broken: (params) => params.has('dpop_jkt') && !/^[\w-]{43}$/.test(params.get('dpop_jkt') ?? ''),
  },
  {
    error: 'invalid_request',
    description: 'this client needs a code_challenge',
    broken: (params, client, policy) => (policy.pkce || isPublic(client)) && !params.has('code_challenge'),
  },
  {
    error: 'invalid_request',
    description: 'prompt=none excludes other prompts and max_age=0',
    broken: isContradictory,
  },
  {
    error: 'invalid_request',
    description: 'max_age must be a number of seconds',
    broken: (params) => !/^\d*$/.test(params.get('max_age') ?? ''),
  },
  {
    error: 'invalid_request',
    description: 'response_mode is not supported',
    broken: (params) => !responseModes.includes(params.get('response_mode') ?? 'query'),
  },
]

/** Records every violation up to the first one that has an error, and returns that error. */
export function findRefusal(
  { violations, policy }: Provider,
  client: TestClient,
  params: URLSearchParams,
): Refusal | undefined {
  for (const { error, description, broken } of rules) {
    if (!broken(params, client, policy)) continue
    violations.push(`authorization: ${description}`)
    if (error !== undefined) return { error, description }
  }
  return undefined
}

function spaceSeparated(params: URLSearchParams, name: string): string[] {
  return (params.get(name) ?? '').split(' ')
}

/** A request that names only an API is OAuth without OpenID Connect, and needs no ID token. */
function lacksOpenid(params: URLSearchParams): boolean {
  return !spaceSeparated(params, 'scope').includes('openid') && !params.has('resource')
}

/** Only `resource` and `audience` may be repeated (RFC 6749, 3.1; RFC 8707, 2). */
function hasRepeatedParameter(params: URLSearchParams): boolean {
  const names = [...params.keys()].filter((name) => name !== 'resource' && name !== 'audience')
  return new Set(names).size < names.length
}

/** @see RFC 7636, 4.2 and 4.3 */
function hasWeakChallenge(params: URLSearchParams): boolean {
  const challenge = params.get('code_challenge')
  if (challenge === null) return params.has('code_challenge_method')
  return params.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(challenge)
}

/** @see OpenID Connect Core 1.0, 3.1.2.1 */
function isContradictory(params: URLSearchParams): boolean {
  const prompts = spaceSeparated(params, 'prompt')
  return prompts.includes('none') && (prompts.length > 1 || params.get('max_age') === '0')
}
