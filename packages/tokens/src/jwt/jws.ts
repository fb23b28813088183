import { AuthError } from '../errors.js'
import { isAlgorithm } from './algorithms.js'
import { decodeBase64url } from './base64url.js'
import type { Claims } from './claims.js'
import { parseJsonObject } from './strict-json.js'

/** The header of a token whose form has been checked, and nothing else. */
export interface JwsHeader {
  readonly alg: string
  readonly kid?: string
  readonly typ?: string
  readonly [name: string]: unknown
}

/** A well-formed compact JWS. Nothing in it has been verified: it may select a configured value, never become one. */
export interface UnverifiedJws {
  readonly unverifiedHeader: JwsHeader
  readonly unverifiedPayload: Claims
  readonly signingInput: string
  readonly signature: Buffer
}

const maxLength = 16 * 1024
const maxKidLength = 256

/**
 * Takes a compact JWS apart, strictly.
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

// All tokens of one key have the same header: it is parsed once. The bound keeps a flood of headers from filling memory.
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
  // An extension that must be understood, and none is understood here (RFC 7515, 4.1.11; RFC 7797).
  if ('crit' in header || 'b64' in header) throw new AuthError('ERR_TOKEN_HEADER')
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > maxKidLength))
    throw new AuthError('ERR_TOKEN_HEADER')
  if (typ !== undefined && typeof typ !== 'string') throw new AuthError('ERR_TOKEN_HEADER')
  return header as unknown as JwsHeader
}

function parsePart(part: string, name: 'header' | 'payload'): Record<string, unknown> {
  const bytes = decodeBase64url(part)
  const value = bytes && parseJsonObject(bytes)
  if (value === undefined)
    throw malformed(`its ${name} is not the base64url of a JSON object that says each thing once`)
  return value
}

function tooManyParts(token: string): AuthError {
  if (token.split('.').length !== 5) return new AuthError('ERR_TOKEN_MALFORMED')
  return new AuthError('ERR_TOKEN_ENCRYPTED', {
    hint: 'This token has five parts: it is encrypted (a JWE). Have the provider issue signed access tokens for this API.',
  })
}

function algorithmHint(alg: unknown): string {
  return typeof alg === 'string' && alg.startsWith('HS')
    ? 'This token is signed with a shared secret, as the refresh tokens of some providers are. Send the access token, and have the provider sign it with RS256 or another asymmetric algorithm.'
    : 'Access tokens and ID tokens must be signed with an asymmetric algorithm.'
}

function malformed(reason: string): AuthError {
  return new AuthError('ERR_TOKEN_MALFORMED', { hint: `This is not a JWT: ${reason}.` })
}
