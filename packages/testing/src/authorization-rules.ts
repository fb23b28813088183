import { isPublic } from './clients.js'
import type { TestClient } from './options.js'
import type { Provider } from './provider.js'

/** The error that a request gets back. */
export interface Refusal {
  readonly error: string
  readonly description: string
}

interface Rule {
  /** Nothing: the provider answers all the same, and only notes the breach. */
  readonly error?: string
  readonly description: string
  broken(params: URLSearchParams, client: TestClient): boolean
}

const rules: readonly Rule[] = [
  { description: 'scope lacks openid', broken: (params) => !wordsOf(params, 'scope').includes('openid') },
  {
    description: 'nonce has over 43 or unsafe characters',
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
  { error: 'invalid_request', description: 'a parameter came twice', broken: hasRepeated },
  { error: 'invalid_request', description: 'code_challenge_method must be S256', broken: hasWeakChallenge },
  {
    error: 'invalid_request',
    description: 'a public client needs a code_challenge',
    broken: (params, client) => isPublic(client) && !params.has('code_challenge'),
  },
  {
    error: 'invalid_request',
    description: 'prompt=none goes with no other prompt and no max_age=0',
    broken: isContradictory,
  },
  {
    error: 'invalid_request',
    description: 'max_age must be a number of seconds',
    broken: (params) => !/^\d*$/.test(params.get('max_age') ?? ''),
  },
  {
    error: 'invalid_request',
    description: 'response_mode must be query or form_post',
    broken: (params) => !['query', 'form_post', null].includes(params.get('response_mode')),
  },
]

/** Notes each breach and gives back the error for the first one that costs the request. */
export function findRefusal(
  { violations }: Provider,
  client: TestClient,
  params: URLSearchParams,
): Refusal | undefined {
  for (const { error, description, broken } of rules) {
    if (!broken(params, client)) continue
    violations.push(`authorization: ${description}`)
    if (error !== undefined) return { error, description }
  }
  return undefined
}

function wordsOf(params: URLSearchParams, name: string): string[] {
  return (params.get(name) ?? '').split(' ')
}

/** Every parameter but `resource` and `audience` may stand there once (RFC 6749, 3.1; RFC 8707, 2). */
function hasRepeated(params: URLSearchParams): boolean {
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
  const prompts = wordsOf(params, 'prompt')
  return prompts.includes('none') && (prompts.length > 1 || params.get('max_age') === '0')
}
