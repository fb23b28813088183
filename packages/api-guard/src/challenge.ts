import { AuthError, type ErrorCode } from '@tandem-auth/tokens'
import type { Scheme } from './proof/scheme.js'
import { requestableScope } from './resource/parse-resource.js'

/** The parts of a challenge that are the same for every refusal of a guard. */
export interface ChallengeConfig {
  readonly realm: string | undefined
  readonly resourceMetadata: string | undefined
  /** The guard's own scopes, which every request needs. */
  readonly scopes: readonly string[]
  /** How a client asks for a scope, where that differs. */
  readonly requestable: ((scope: string) => string) | undefined
  /** Set if the guard checks DPoP proofs. `required`: bearer tokens aren't accepted. */
  readonly dpop: { readonly algorithms: readonly string[]; readonly required: boolean } | undefined
}

/** What a challenge says beyond the error. */
export interface ChallengeDetails {
  /** The scheme that the client used; only its challenge names the error. */
  readonly scheme?: Scheme
  readonly scopes?: readonly string[]
  readonly acrValues?: readonly string[]
  /** Seconds. */
  readonly maxAge?: number | undefined
}

/**
 * Returns a refusal with its `WWW-Authenticate` headers, one for each scheme. Every part comes from the configuration or a
 * fixed table: no byte of a token reaches a header. `Bearer` comes first: some clients read only the first challenge.
 * @see RFC 6750, 3; RFC 9449, 7.1; RFC 9470, 3; RFC 9728, 5.1
 */
export function challenged(config: ChallengeConfig, error: AuthError, details: ChallengeDetails = {}): AuthError {
  if (error.status >= 500) return error
  const schemes = schemesOf(config)
  const scopes = neededScopes(config, error, details)
  const { scheme: used = 'Bearer' } = details
  const challenges = schemes.map((scheme) => {
    const isNamed = scheme === used || schemes.length === 1 || error.code === missing
    const own = scheme === 'DPoP' ? [`algs="${config.dpop?.algorithms.join(' ')}"`] : []
    return challenge(scheme, [
      ...guardParameters(config),
      ...(isNamed ? errorParameters(error, { ...details, scopes }) : []),
      ...own,
    ])
  })
  const [first = '', ...others] = challenges
  return new AuthError(error.code, {
    hint: error.hint,
    headers: { ...error.headers, 'WWW-Authenticate': others.length === 0 ? first : challenges },
  })
}

// A client that asks for the scopes of a challenge may lose those that it had, so the guard's own are among them.
function neededScopes(
  { scopes: own, requestable }: ChallengeConfig,
  { code }: AuthError,
  { scopes = [] }: ChallengeDetails,
): readonly string[] {
  if (code !== missing && scopes.length === 0) return []
  return [...new Set([...own, ...scopes])].map((scope) => requestableScope(requestable, scope))
}

function schemesOf({ dpop }: ChallengeConfig): readonly Scheme[] {
  if (dpop === undefined) return ['Bearer']
  return dpop.required ? ['DPoP'] : ['Bearer', 'DPoP']
}

function challenge(scheme: Scheme, parameters: readonly string[]): string {
  return parameters.length === 0 ? scheme : `${scheme} ${parameters.join(', ')}`
}

function guardParameters({ realm, resourceMetadata }: ChallengeConfig): readonly string[] {
  const parameters: string[] = []
  if (realm !== undefined) parameters.push(`realm="${realm}"`)
  if (resourceMetadata !== undefined) parameters.push(`resource_metadata="${resourceMetadata}"`)
  return parameters
}

const missing: ErrorCode = 'ERR_CREDENTIALS_MISSING'

// The others are `invalid_token`: the proof is fine, and of another key.
const proofErrors = new Set<ErrorCode>([
  'ERR_DPOP_MISSING',
  'ERR_DPOP_PROOF',
  'ERR_DPOP_REQUEST',
  'ERR_DPOP_AGE',
  'ERR_DPOP_SIGNATURE',
  'ERR_DPOP_REPLAY',
])

function errorParameters(
  error: AuthError,
  { scopes = [], acrValues = [], maxAge }: ChallengeDetails,
): readonly string[] {
  const { code, status, message } = error
  const scope = scopes.length === 0 ? [] : [`scope="${scopes.join(' ')}"`]
  // A request without credentials isn't an error, so the challenge names none (RFC 6750, 3.1).
  if (code === missing) return scope
  if (status === 400) return ['error="invalid_request"']
  if (status === 403) return ['error="insufficient_scope"', ...scope]
  const parameters = [`error="${unauthorizedError(code)}"`, `error_description="${message}"`]
  if (acrValues.length > 0) parameters.push(`acr_values="${acrValues.join(' ')}"`)
  if (maxAge !== undefined) parameters.push(`max_age="${maxAge}"`)
  return parameters
}

function unauthorizedError(code: ErrorCode): string {
  if (code === 'ERR_DPOP_NONCE') return 'use_dpop_nonce'
  if (code === 'ERR_INSUFFICIENT_AUTHENTICATION') return 'insufficient_user_authentication'
  return proofErrors.has(code) ? 'invalid_dpop_proof' : 'invalid_token'
}
