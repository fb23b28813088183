import { AuthError } from '../errors.js'
import { isAlgorithm } from './algorithms.js'
import { decodeBase64url } from './base64url.js'
import type { Claims } from './claims.js'
import { explainJson, parseJsonObject } from './strict-json.js'

/** The header of a token. Only its form has been checked. */
export interface JwsHeader {
  readonly alg: string
  readonly kid?: string
  readonly typ?: string
  readonly [name: string]: unknown
}

/** A well-formed compact JWS. Nothing in it is verified: its values may select a configured value, never become one. */
export interface UnverifiedJws {
  readonly unverifiedHeader: JwsHeader
  readonly unverifiedPayload: Claims
  readonly signingInput: string
  readonly signature: Buffer
}

const maxLength = 16 * 1024
const maxKidLength = 256

/**
 * Parses a compact JWS strictly. `longest` limits its characters.
 * @throws AuthError `ERR_TOKEN_MALFORMED`, `ERR_TOKEN_ENCRYPTED`, `ERR_TOKEN_TOO_LARGE`, `ERR_TOKEN_ALGORITHM`,
 * `ERR_TOKEN_HEADER` (401)
 * @see RFC 7515, 7.1 and RFC 8725, 3
 */
export function parseJws(token: string, longest = maxLength): UnverifiedJws {
  if (token.length > longest) throw new AuthError('ERR_TOKEN_TOO_LARGE')
  const first = token.indexOf('.')
  const second = token.indexOf('.', first + 1)
  if (first === -1 || second === -1) throw new AuthError('ERR_TOKEN_MALFORMED')
  if (token.indexOf('.', second + 1) !== -1) throw tooManyParts(token)
  const signature = decodeBase64url(token.slice(second + 1))
  if (signature === undefined) throw malformed('its signature is not base64url')
  return {
    unverifiedHeader: headerOf(token.slice(0, first)),
    unverifiedPayload: parsePart(token.slice(first + 1, second), 'payload'),
    signingInput: token.slice(0, second),
    signature,
  }
}

// All tokens of a key have the same header, so it is parsed once. The limit keeps a flood of headers from filling memory.
const knownHeaders = new Map<string, JwsHeader>()
const maxKnownHeaders = 256

function headerOf(part: string): JwsHeader {
  const known = knownHeaders.get(part)
  if (known !== undefined) return known
  const header = checkHeader(Object.setPrototypeOf(parsePart(part, 'header'), null))
  if (knownHeaders.size >= maxKnownHeaders) knownHeaders.clear()
  knownHeaders.set(part, header)
  return header
}

function checkHeader(header: Record<string, unknown>): JwsHeader {
  const { alg, kid, typ } = header
  if (!isAlgorithm(alg)) throw new AuthError('ERR_TOKEN_ALGORITHM', { hint: algorithmHint(alg) })
  // Both announce an extension that must be understood (RFC 7515, 4.1.11; RFC 7797). None is supported.
  if ('crit' in header || 'b64' in header) throw new AuthError('ERR_TOKEN_HEADER')
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > maxKidLength))
    throw new AuthError('ERR_TOKEN_HEADER')
  if (typ !== undefined && typeof typ !== 'string') throw new AuthError('ERR_TOKEN_HEADER')
  return header as unknown as JwsHeader
}

function parsePart(part: string, name: 'header' | 'payload'): Record<string, unknown> {
  const bytes = decodeBase64url(part)
  if (bytes === undefined) throw malformed(`its ${name} is not base64url`)
  const value = parseJsonObject(bytes)
  if (value === undefined) throw malformed(`its ${name} ${explainJson(bytes)}`)
  return value
}

function tooManyParts(token: string): AuthError {
  if (token.split('.').length !== 5) return new AuthError('ERR_TOKEN_MALFORMED')
  return new AuthError('ERR_TOKEN_ENCRYPTED', {
    hint: 'This token has five parts, so it is encrypted (a JWE). Have the provider issue signed tokens.',
  })
}

function algorithmHint(alg: unknown): string {
  return typeof alg === 'string' && alg.startsWith('HS')
    ? 'This token is signed with a shared secret, like the refresh tokens of some providers. Send the access token, and have the provider sign it with RS256 or another asymmetric algorithm.'
    : 'Access tokens and ID tokens must be signed with an asymmetric algorithm.'
}

function malformed(reason: string): AuthError {
  return new AuthError('ERR_TOKEN_MALFORMED', { hint: `This is not a valid JWT: ${reason}.` })
}
