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
  const header = authorizationOf(req.rawHeaders)
  if (header === undefined) return undefined
  if (header === repeated) return new AuthError('ERR_CREDENTIALS_REPEATED')
  if (!header.startsWith(prefix)) {
    if (!bearerScheme.test(header)) return undefined
    if (header.charAt(prefix.length - 1) !== ' ') return malformed()
  }
  return isSentAgain(req) ? new AuthError('ERR_CREDENTIALS_REPEATED') : header.slice(prefix.length)
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
const headerName = 'authorization'

// Node keeps the first of two Authorization headers, a proxy in front may have judged the second.
function authorizationOf(rawHeaders: readonly string[]): string | typeof repeated | undefined {
  let found: string | undefined
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    if (name?.length !== headerName.length || name.toLowerCase() !== headerName) continue
    if (found !== undefined) return repeated
    found = rawHeaders[index + 1]
  }
  return found
}

// RFC 6750, 2: a client must not use more than one way. Tokens in URLs and bodies are never read, only noticed.
function isSentAgain(req: IncomingMessage): boolean {
  const query = req.url?.indexOf('?') ?? -1
  if (query !== -1 && new URLSearchParams(req.url?.slice(query + 1)).has('access_token')) return true
  const { body } = req as { body?: unknown }
  return typeof body === 'object' && body !== null && Object.hasOwn(body, 'access_token') && isForm(req)
}

function isForm(req: IncomingMessage): boolean {
  return req.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false
}
