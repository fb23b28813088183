import { audienceOf, claim, stringClaim } from '@tokens/jwt/claims.js'
import { declaredKindOf } from '@tokens/jwt/token-kind.js'
import { detectProfile } from '@tokens/token-profiles/profiles.js'

/**
 * @typedef {object} Explanation
 * @property {string} verdict one or two sentences
 * @property {readonly (readonly [name: string, value: string])[]} rows
 * @property {string} [header] JSON
 * @property {string} [claims] JSON
 */

const readers = new Map([
  ['access token', 'Send it to the API that "aud" names. The client must not read it, and api-guard accepts it.'],
  ['ID token', 'Only the client that "aud" names may read it, once, at login. An API must refuse it.'],
  ['logout token', 'The provider sends it to a client to end sessions. It is no proof of anything else.'],
  ['refresh token', 'Only the client that received it may use it, at the token endpoint of its issuer.'],
])

/**
 * What a token says about itself, by the rules with which api-guard tells the kinds apart. Checks no signature.
 *
 * @param {string} text
 * @param {number} now epoch seconds
 * @returns {Explanation | undefined} `undefined` for an empty text
 */
export function explainToken(text, now) {
  const token = text.trim().replace(/^Bearer\s+/i, '')
  if (token === '') return undefined
  const parts = token.split('.')
  const header = parseObject(parts[0])
  if (header === undefined) return { verdict: opaque, rows: [] }
  if (parts.length === 5) {
    return {
      verdict: 'An encrypted token (JWE). Only the holder of the key can read it.',
      rows: [],
      header: json(header),
    }
  }
  const claims = parseObject(parts[1])
  if (claims === undefined || parts.length !== 3) return { verdict: damaged, rows: [], header: json(header) }
  const { alg } = header
  if (typeof alg !== 'string') return { verdict: damaged, rows: [], header: json(header), claims: json(claims) }
  return { ...explainJwt({ ...header, alg }, claims, now), header: json(header), claims: json(claims) }
}

const opaque =
  'Not a JWT: an opaque token, which only its issuer understands. api-guard asks the issuer about it if "introspection" is configured.'
const damaged = 'It begins like a JWT but isn’t one: part of it is missing or was changed. Copy the whole token.'

/**
 * @param {import('@tokens/jwt/jws.js').JwsHeader} header
 * @param {Record<string, unknown>} claims
 * @param {number} now
 * @returns {Explanation}
 */
function explainJwt(header, claims, now) {
  const issuer = stringClaim(claims, 'iss')
  const profile = issuer === undefined ? undefined : detectProfile(issuer)
  const kind = kindOf(header, claims, profile)
  const subject = kind === undefined ? undefined : `${/^[AEIOU]/i.test(kind) ? 'An' : 'A'} ${kind}.`
  const verdict =
    subject === undefined ? undecided : [subject, readers.get(String(kind)) ?? 'It isn’t an access token.'].join(' ')
  /** @type {readonly (readonly [string, string | undefined])[]} */
  const rows = [
    ['Issuer', issuer],
    ['Provider profile', profile?.name],
    ['Addressed to (aud)', audienceOf(claims)?.join(', ')],
    ['Subject', stringClaim(claims, 'sub')],
    ['Client', profile?.clientId(claims) ?? stringClaim(claims, 'azp')],
    ['Scopes', profile?.scopes(claims).join(' ')],
    ['Issued', timeRow(claim(claims, 'iat'), now)],
    ['Expires', timeRow(claim(claims, 'exp'), now)],
    ['Bound to a key', binding(claim(claims, 'cnf'))],
    ['Signed with', [header.alg, header.kid].filter((value) => typeof value === 'string').join(', key ')],
  ]
  return { verdict, rows: rows.flatMap(([name, value]) => (value ? [/** @type {const} */ ([name, value])] : [])) }
}

const undecided =
  'It doesn’t say what kind it is. "aud" decides: an access token names an API there, an ID token names the client that asked for it.'

/**
 * @param {import('@tokens/jwt/jws.js').JwsHeader} header
 * @param {Record<string, unknown>} claims
 * @param {ReturnType<typeof detectProfile> | undefined} profile
 */
function kindOf(header, claims, profile) {
  const declared = declaredKindOf(header, claims)
  if (declared !== undefined || profile === undefined) return declared
  const issuer = String(claims.iss)
  const token = { header, claims, issuer, audience: audienceOf(claims) ?? [] }
  const refusal = profile.screen?.(token)
  if (refusal !== undefined) return refusal.isIdToken ? 'ID token' : undefined
  const isProven = profile.prove({ ...token, configuredIssuer: issuer, keyIssuer: undefined }) === undefined
  return isProven ? 'access token' : undefined
}

/**
 * @param {unknown} time
 * @param {number} now
 */
function timeRow(time, now) {
  if (typeof time !== 'number') return undefined
  const date = new Date(time * 1000)
  if (Number.isNaN(date.getTime())) return undefined
  const distance = time < now ? `${duration(now - time)} ago` : `in ${duration(time - now)}`
  return `${date.toISOString().replace('.000Z', ' UTC').replace('T', ' ')} (${distance})`
}

/** @param {number} seconds */
function duration(seconds) {
  const units = /** @type {const} */ ([
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ])
  const [unit, length] = units.find(([, length]) => seconds >= length * 2) ?? ['second', 1]
  const count = Math.round(seconds / length)
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** @param {unknown} cnf */
function binding(cnf) {
  if (typeof cnf !== 'object' || cnf === null) return undefined
  if ('jkt' in cnf) return 'DPoP (RFC 9449): the sender must prove that it has the key'
  return 'x5t#S256' in cnf ? 'a TLS client certificate (RFC 8705)' : 'yes'
}

/**
 * @param {string | undefined} part
 * @returns {Record<string, unknown> | undefined}
 */
function parseObject(part = '') {
  try {
    const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** @param {unknown} value */
const json = (value) => JSON.stringify(value, undefined, 2)
