import type { IncomingMessage } from 'node:http'
import { AuthError } from '@tandem-auth/tokens'

const b64token = /^[A-Za-z0-9\-._~+/]+=*$/
const prefix = 'Bearer '
// Followed by anything that can't go on the name of a scheme (RFC 9110, 5.6.2), it is Bearer, and malformed: a tab in
// place of the space must not make a request that sent credentials look like one that sent none.
const bearerScheme = /^bearer(?![!#$%&'*+\-.^_`|~0-9a-z])/i

/**
 * The access token of a request, taken from the `Authorization` header and from nowhere else: `undefined` when there is
 * none, an error when it was sent in a way that can't be taken. Whether it has the form of a token is for `malformation`
 * to say, unless it is a token that was judged before.
 * @see RFC 6750, 2.1 and 3.1
 */
export function credentialsOf(req: IncomingMessage): string | AuthError | undefined {
  const { rawHeaders } = req
  const header = authorizationOf(rawHeaders)
  if (header === undefined) return undefined
  if (header === repeated) return new AuthError('ERR_CREDENTIALS_REPEATED')
  if (!header.startsWith(prefix)) {
    if (!bearerScheme.test(header)) return undefined
    if (header.charAt(prefix.length - 1) !== ' ') return malformed()
  }
  return isSentAgain(req, rawHeaders) ? new AuthError('ERR_CREDENTIALS_REPEATED') : header.slice(prefix.length)
}

/** The refusal of what isn't one b64token with nothing around it. */
export function malformation(token: string): AuthError | undefined {
  return b64token.test(token) ? undefined : malformed()
}

function malformed(): AuthError {
  return new AuthError('ERR_CREDENTIALS_MALFORMED', { hint: malformedHint })
}

const malformedHint =
  'Send "Authorization: Bearer <access token>": one space, one token, nothing around it and nothing behind it.'

const repeated = Symbol('repeated')

// Node keeps the first of two Authorization headers, a proxy in front may have judged the second.
function authorizationOf(rawHeaders: readonly string[]): string | typeof repeated | undefined {
  const found = indexOf('authorization', rawHeaders, 0)
  if (found === -1) return undefined
  return indexOf('authorization', rawHeaders, found + 2) === -1 ? rawHeaders[found + 1] : repeated
}

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
  const found = indexOf('content-type', rawHeaders, 0)
  return found !== -1 && rawHeaders[found + 1]?.toLowerCase().startsWith('application/x-www-form-urlencoded') === true
}

/** Where a header's name stands among names and values that follow each other; -1 when it was not sent. */
function indexOf(headerName: string, rawHeaders: readonly string[], from: number): number {
  for (let index = from; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    if (name?.length === headerName.length && name.toLowerCase() === headerName) return index
  }
  return -1
}
