import { AuthError } from '@tandem-auth/tokens'
import { onlyValue, readForm } from '../http/form-body.js'
import { queryOf, type WebRequest } from '../http/web-request.js'

/** The response to an authorization request (RFC 6749, 4.1.2). */
export interface AuthorizationResponse {
  readonly state: string
  readonly code: string | undefined
  readonly error: string | undefined
  /** For the developer only. */
  readonly errorDescription?: string | undefined
  readonly iss: string | undefined
}

const maxDescription = 256
const names = ['state', 'code', 'iss', 'error'] as const
// Codes of Azure AD B2C have 2400 characters and more. Node takes 16 KiB of headers in all.
const maxLength = 8192

/**
 * The response in the query of a GET.
 * @throws AuthError `ERR_LOGIN_RESPONSE` (400)
 */
export function authorizationResponse(req: WebRequest): AuthorizationResponse {
  return parse(queryOf(req))
}

/**
 * The response in the form of a POST (OAuth 2.0 Form Post Response Mode), as the query of a GET; unknown parameters are
 * left out.
 * @throws AuthError `ERR_LOGIN_RESPONSE`, `ERR_REQUEST_BODY` (400)
 */
export async function readResponse(req: WebRequest): Promise<URLSearchParams> {
  const query = queryOf(req)
  // Nothing says which of the two counts.
  if (names.some((name) => query.has(name))) {
    throw new AuthError('ERR_LOGIN_RESPONSE', { hint: 'The response came in the body and in the query.' })
  }
  const response = parse(await readForm(req))
  const { state, code, iss, error, errorDescription } = response
  const parameters = { state, code, iss, error, error_description: errorDescription }
  const known = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return new URLSearchParams(known)
}

function parse(parameters: URLSearchParams): AuthorizationResponse {
  const [state, code, iss, error] = names.map((name) => onlyValue(parameters, name, 'ERR_LOGIN_RESPONSE'))
  if ([state, code, iss, error].some((value) => value !== undefined && (value === '' || value.length > maxLength))) {
    throw new AuthError('ERR_LOGIN_RESPONSE', { hint: 'A parameter of the response is empty or too long.' })
  }
  if (state === undefined) throw new AuthError('ERR_LOGIN_RESPONSE', { hint: 'The response has no "state".' })
  if (code !== undefined && error !== undefined) {
    throw new AuthError('ERR_LOGIN_RESPONSE', { hint: 'The response has both a "code" and an "error".' })
  }
  // Its content is only shown to the developer, so a strange one is no reason to refuse the response.
  const description = error === undefined ? undefined : parameters.get('error_description')?.slice(0, maxDescription)
  return { state, code, iss, error, ...(description && { errorDescription: description }) }
}
