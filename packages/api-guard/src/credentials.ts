import type { IncomingMessage } from 'node:http'
import { AuthError } from '@tandem-auth/tokens'
import type { Scheme } from './proof/scheme.js'
import { indexOfHeader, repeated, singleHeader } from './proof/single-header.js'

const b64token = /^[A-Za-z0-9\-._~+/]+=*$/
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

/**
 * Returns the access token of a request, which is read from the `Authorization` header only: `undefined` if there is none,
 * or another scheme; `DPoP` is one unless the guard checks proofs. Whether the token is well formed is for `malformation`,
 * unless it was verified before.
 * @see RFC 6750, 2.1 and 3.1; RFC 9449, 7.1
 */
export function credentialsOf(req: IncomingMessage, takesDpop: boolean): Credentials | RefusedCredentials | undefined {
  const { rawHeaders } = req
  const header = singleHeader(rawHeaders, 'authorization')
  if (header === undefined) return undefined
  if (header === repeated) return { scheme: 'Bearer', refusal: new AuthError('ERR_CREDENTIALS_REPEATED') }
  const scheme = schemeOf(header, takesDpop)
  if (scheme === undefined) return undefined
  if (header.charAt(scheme.length) !== ' ') return { scheme, refusal: malformed() }
  return isSentAgain(req, rawHeaders)
    ? { scheme, refusal: new AuthError('ERR_CREDENTIALS_REPEATED') }
    : { scheme, token: header.slice(scheme.length + 1) }
}

function schemeOf(header: string, takesDpop: boolean): Scheme | undefined {
  if (header.startsWith('Bearer ') || bearerScheme.test(header)) return 'Bearer'
  return takesDpop && dpopScheme.test(header) ? 'DPoP' : undefined
}

/** Returns the refusal of anything but exactly one b64token. */
export function malformation(token: string): AuthError | undefined {
  return b64token.test(token) ? undefined : malformed()
}

function malformed(): AuthError {
  return new AuthError('ERR_CREDENTIALS_MALFORMED', { hint: malformedHint })
}

const malformedHint =
  'Send "Authorization: Bearer <access token>": one space, one token, nothing around it and nothing behind it.'

// RFC 6750, 2: a client must not use more than one way. Tokens in URLs and bodies are never read, only noticed.
function isSentAgain(req: IncomingMessage, rawHeaders: readonly string[]): boolean {
  const { url = '' } = req
  const query = url.indexOf('?')
  if (query !== -1 && new URLSearchParams(url.slice(query + 1)).has('access_token')) return true
  if (!isForm(rawHeaders)) return false
  const { body } = req as { body?: unknown }
  return typeof body === 'object' && body !== null && Object.hasOwn(body, 'access_token')
}

function isForm(rawHeaders: readonly string[]): boolean {
  const found = indexOfHeader('content-type', rawHeaders, 0)
  return found !== -1 && rawHeaders[found + 1]?.toLowerCase().startsWith('application/x-www-form-urlencoded') === true
}
