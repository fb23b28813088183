import {
  AuthError,
  audienceOf,
  claim,
  headerType,
  isAuthError,
  isNumericDate,
  parseJws,
  stringClaim,
  type UnverifiedJws,
  verifySignature,
} from '@tandem-auth/tokens'
import { onlyValue, readForm } from '../http/form-body.js'
import type { WebRequest } from '../http/web-request.js'
import type { AuthorizationResponse } from './authorization-response.js'
import type { IdTokenPolicy } from './id-token.js'

/** A signed authorization response (JARM). Its `state` only selects the transaction that it is verified against. */
export interface JarmResponse {
  readonly unverifiedState: string
  readonly token: string
}

const maxToken = 8192
const maxDescription = 256

/**
 * Reads the `response` parameter. Parameters beside it mean nothing: nobody signed them.
 * @throws AuthError `ERR_LOGIN_RESPONSE` (400)
 */
export function readJarmResponse(parameters: URLSearchParams): JarmResponse {
  const token = onlyValue(parameters, 'response', 'ERR_LOGIN_RESPONSE')
  if (token === undefined || token.length > maxToken) throw refused('it has no "response"')
  const state = stringClaim(parse(token).unverifiedPayload, 'state')
  if (state === undefined) throw refused('it has no "state"')
  return { unverifiedState: state, token }
}

/** The response in the form of a POST, as the query of a GET. @throws AuthError `ERR_LOGIN_RESPONSE`, `ERR_REQUEST_BODY` (400) */
export async function readJarmForm(req: WebRequest): Promise<URLSearchParams> {
  return new URLSearchParams({ response: readJarmResponse(await readForm(req)).token })
}

/**
 * Verifies a signed authorization response: algorithm, signature, issuer, audience and expiry.
 * @throws AuthError `ERR_LOGIN_RESPONSE`, `ERR_LOGIN_ISSUER` (400), `ERR_KEYS_UNAVAILABLE` (503)
 * @see JWT Secured Authorization Response Mode for OAuth 2.0 (JARM), 2.4
 */
export async function verifyJarmResponse(
  { token }: JarmResponse,
  policy: IdTokenPolicy,
  now: number,
): Promise<AuthorizationResponse> {
  const jws = parse(token)
  const { unverifiedHeader, unverifiedPayload: claims } = jws
  if (unverifiedHeader.alg !== policy.algorithm) throw refused('its algorithm is not "idTokenAlgorithm"')
  if (!['', 'jwt', 'oauth-authz-resp+jwt'].includes(headerType(unverifiedHeader))) throw refused('it is another token')
  if (claim(claims, 'iss') !== policy.issuer) throw new AuthError('ERR_LOGIN_ISSUER')
  await checkSignature(jws, policy)
  if (audienceOf(claims)?.includes(policy.clientId) !== true) throw refused('it is meant for another client')
  const exp = claim(claims, 'exp')
  if (!isNumericDate(exp) || now >= exp + policy.tolerance) throw refused('it has expired, or has no "exp"')
  const text = (name: string) => stringClaim(claims, name)
  const [code, error] = [text('code'), text('error')]
  if (code !== undefined && error !== undefined) throw refused('it has both a "code" and an "error"')
  const errorDescription = text('error_description')?.slice(0, maxDescription)
  return { state: text('state') ?? '', code, error, iss: policy.issuer, ...(errorDescription && { errorDescription }) }
}

async function checkSignature(jws: UnverifiedJws, policy: IdTokenPolicy): Promise<void> {
  try {
    await verifySignature(jws, policy.keys)
  } catch (error) {
    throw isAuthError(error) && error.status === 401 ? refused('its signature is wrong') : error
  }
}

function parse(token: string): UnverifiedJws {
  try {
    return parseJws(token)
  } catch {
    throw refused('it is not a well-formed JWT with an asymmetric signature')
  }
}

function refused(reason: string): AuthError {
  return new AuthError('ERR_LOGIN_RESPONSE', { hint: `The signed authorization response is refused: ${reason}.` })
}
