import { AuthError } from '@tandem-auth/tokens'
import { onlyValue, readForm } from '../http/form-body.js'
import { queryOf, type WebRequest } from '../http/web-request.js'

/** A provider's answer to an authorization request (RFC 6749, 4.1.2). */
export interface AuthorizationResponse {
  readonly state: string
  readonly code: string | undefined
  readonly error: string | undefined
  readonly iss: string | undefined
}

const names = ['state', 'code', 'iss', 'error'] as const
const maxLength = 2048

/**
 * The answer in the address of a GET.
 * @throws AuthError `ERR_LOGIN_RESPONSE` (400)
 */
export function authorizationResponse(req: WebRequest): AuthorizationResponse {
  return parse(queryOf(req))
}

/**
 * The answer in the form of a POST (OAuth 2.0 Form Post Response Mode), as the query of a GET; parameters that mean
 * nothing here are left out.
 * @throws AuthError `ERR_LOGIN_RESPONSE`, `ERR_REQUEST_BODY` (400)
 */
export async function readResponse(req: WebRequest): Promise<URLSearchParams> {
  const query = queryOf(req)
  // Which of the two counts would be a matter of opinion.
  if (names.some((name) => query.has(name))) {
    throw new AuthError('ERR_LOGIN_RESPONSE', { hint: 'The answer came in the body and in the address.' })
  }
  const response = parse(await readForm(req))
  const known = Object.entries(response).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return new URLSearchParams(known)
}

function parse(parameters: URLSearchParams): AuthorizationResponse {
  const [state, code, iss, error] = names.map((name) => onlyValue(parameters, name))
  if ([state, code, iss, error].some((value) => value !== undefined && (value === '' || value.length > maxLength))) {
    throw new AuthError('ERR_LOGIN_RESPONSE', { hint: 'A parameter of the answer is empty or too long.' })
  }
  if (state === undefined) throw new AuthError('ERR_LOGIN_RESPONSE', { hint: 'The answer has no "state".' })
  if (code !== undefined && error !== undefined) {
    throw new AuthError('ERR_LOGIN_RESPONSE', { hint: 'The answer has both a "code" and an "error".' })
  }
  return { state, code, iss, error }
}
