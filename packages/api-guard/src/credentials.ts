import type { IncomingMessage } from 'node:http'
import { AuthError } from '@tandem-auth/tokens'
import type { Scheme } from './proof/scheme.js'
import { type RequestHeaders, repeated, singleHeader } from './proof/single-header.js'

const b64token = /^[A-Za-z0-9\-._~+/]+=*$/
const space = ' '.charCodeAt(0)
// Characters that continue the name of a scheme (RFC 9110, 5.6.2). Anything else after "Bearer" makes it a malformed
// Bearer header: a tab in place of the space must not make a request with credentials look like one without.
const bearerScheme = /^bearer(?![!#$%&'*+\-.^_`|~0-9a-z])/i
const dpopScheme = /^dpop(?![!#$%&'*+\-.^_`|~0-9a-z])/i

/** An access token, and the scheme it was sent with. */
export interface Credentials {
  readonly scheme: Scheme
  readonly token: string
}

/** Credentials that can't be accepted as they were sent. */
export interface RefusedCredentials {
  readonly scheme: Scheme
  readonly refusal: AuthError
}

/** A request, as far as credentials are concerned. */
export interface CredentialsRequest extends RequestHeaders {
  readonly url?: string | undefined
  readonly body?: unknown
}

/**
 * Returns the access token of the `Authorization` header, or `undefined` if there is none or another scheme; `DPoP` is
 * another one unless the guard checks proofs. Whether the token is well formed is for `malformation`, unless it is cached.
 * @see RFC 6750, 2.1 and 3.1; RFC 9449, 7.1
 */
export function credentialsOf(
  req: CredentialsRequest,
  takesDpop: boolean,
): Credentials | RefusedCredentials | undefined {
  const header = singleHeader(req, 'authorization')
  if (header === undefined) return undefined
  if (header === repeated) return { scheme: 'Bearer', refusal: sentTwice() }
  const scheme = schemeOf(header, takesDpop)
  if (scheme === undefined) return undefined
  let start = scheme.length
  if (header.charCodeAt(start) !== space) return { scheme, refusal: malformed(header) }
  // RFC 6750, 2.1 and RFC 9110, 11.4: one or more spaces.
  while (header.charCodeAt(start) === space) start += 1
  return isSentAgain(req) ? { scheme, refusal: sentTwice() } : { scheme, token: header.slice(start) }
}

function schemeOf(header: string, takesDpop: boolean): Scheme | undefined {
  if (header.startsWith('Bearer ') || bearerScheme.test(header)) return 'Bearer'
  return takesDpop && dpopScheme.test(header) ? 'DPoP' : undefined
}

/** Returns the refusal of anything but exactly one b64token. */
export function malformation(token: string): AuthError | undefined {
  return b64token.test(token) ? undefined : malformed(token)
}

/** Returns the refusal of a word that JavaScript makes of a missing token: `Bearer undefined`. */
export function placeholder(token: string): AuthError | undefined {
  if (!placeholders.has(token)) return undefined
  const hint = `The client sent the word '${token}' in place of a token: it had none when it sent the request.`
  return new AuthError('ERR_TOKEN_MALFORMED', { hint })
}

const placeholders: ReadonlySet<string> = new Set(['undefined', 'null', 'NaN', 'true', 'false'])

/** Returns the refusal of a request without a token, with a hint about what it has instead, which it doesn't quote. */
export function missingCredentials(req: IncomingMessage): AuthError {
  return new AuthError('ERR_CREDENTIALS_MISSING', { hint: missingHint(req) })
}

function missingHint(req: IncomingMessage): string | undefined {
  const header = singleHeader(req, 'authorization')
  if (typeof header === 'string' && header !== '') return header.includes(' ') ? otherSchemeHint : noSchemeHint
  const isPreflight = req.method === 'OPTIONS' && singleHeader(req, 'access-control-request-method') !== undefined
  return isPreflight ? preflightHint : undefined
}

const noSchemeHint = 'The Authorization header has no scheme. Send "Authorization: Bearer <access token>".'
const otherSchemeHint = "The Authorization header has another scheme than this guard's, which counts as no token."
const preflightHint =
  'This is the preflight request of a browser, which never has a token. Mount cors() before the guard.'
const malformedHint =
  'Send "Authorization: Bearer <access token>": one token, without quotes and with nothing before or after it.'
const objectHint =
  'The client sent an object, which became "[object Object]". Send the access token, which is a string.'

/** Returns the refusal of a request with more than one token. */
export function sentTwice(): AuthError {
  return new AuthError('ERR_CREDENTIALS_REPEATED')
}

function malformed(sent: string): AuthError {
  const hint = sent.includes('[object ') ? objectHint : malformedHint
  return new AuthError('ERR_CREDENTIALS_MALFORMED', { hint })
}

// RFC 6750, 2: a client must not use more than one way. Tokens in URLs and bodies are never accepted, only noticed.
function isSentAgain(req: CredentialsRequest): boolean {
  const { url = '', body } = req
  const query = url.indexOf('?')
  if (query !== -1 && new URLSearchParams(url.slice(query + 1)).has('access_token')) return true
  if (typeof body !== 'object' || body === null || !Object.hasOwn(body, 'access_token')) return false
  const type = singleHeader(req, 'content-type')
  return typeof type === 'string' && type.toLowerCase().startsWith('application/x-www-form-urlencoded')
}
