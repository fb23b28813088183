import {
  audienceOf,
  type Claims,
  claim,
  declaredKindOf,
  detectProfile,
  isAuthError,
  type JwsHeader,
  parseJws,
  stringClaim,
  timeClaim,
} from '@tandem-auth/tokens'

/** What can be said about a token without a configuration. Nothing of it is verified. */
export interface TokenDescription {
  readonly form: 'signed JWT' | 'encrypted JWT' | 'opaque' | 'malformed'
  /** What it says it is, by a conclusive mark; otherwise what it looks like. */
  readonly kind: string
  /** The marks that say so. */
  readonly marks: readonly string[]
  readonly issuer?: string
  /** The provider that the issuer's host belongs to. */
  readonly provider?: string
  readonly audience?: readonly string[]
  readonly subject?: string
  readonly client?: string
  readonly scopes?: readonly string[]
  /** How it is bound to a key. */
  readonly binding: 'none' | 'DPoP (cnf.jkt)' | 'mutual TLS (cnf.x5t#S256)' | 'another confirmation method'
  /** Epoch seconds. */
  readonly times: { readonly issuedAt?: number; readonly notBefore?: number; readonly expiresAt?: number }
  readonly header?: JwsHeader
  readonly claims?: Claims
  /** Why it couldn't be read. */
  readonly reason?: string
}

const longest = 256 * 1024

export function describeToken(token: string): TokenDescription {
  const parts = token.split('.')
  const unread = { marks: [], binding: 'none', times: {} } as const
  if (parts.length === 5) return { ...unread, form: 'encrypted JWT', kind: 'unknown: only its recipient can read it' }
  if (parts.length !== 3)
    return { ...unread, form: 'opaque', kind: 'unknown: only its issuer knows what it stands for' }
  try {
    const { unverifiedHeader, unverifiedPayload } = parseJws(token, longest)
    return describeJwt(unverifiedHeader, unverifiedPayload)
  } catch (error) {
    const reason = isAuthError(error) ? (error.hint ?? error.message) : 'it cannot be read'
    return { ...unread, form: 'malformed', kind: 'unknown', reason }
  }
}

function describeJwt(header: JwsHeader, claims: Claims): TokenDescription {
  const issuer = stringClaim(claims, 'iss')
  const audience = audienceOf(claims)
  const provider = issuer === undefined ? undefined : detectProfile(issuer)
  const kind = declaredKindOf(header, claims)
  const subject = stringClaim(claims, 'sub')
  const client = provider?.clientId(claims) ?? stringClaim(claims, 'client_id') ?? stringClaim(claims, 'azp')
  return {
    form: 'signed JWT',
    kind: kind ?? likelyKind(claims),
    marks: marksOf(header, claims),
    ...(issuer !== undefined && { issuer }),
    ...(provider !== undefined && provider.name !== 'rfc9068' && { provider: provider.name }),
    ...(audience !== undefined && { audience }),
    ...(subject !== undefined && { subject }),
    ...(client !== undefined && { client }),
    ...(provider !== undefined && { scopes: provider.scopes(claims) }),
    binding: bindingOf(claims),
    times: timesOf(claims),
    header,
    claims,
  }
}

/** No mark is conclusive: what the claims suggest, said as no more than that. */
function likelyKind(claims: Claims): string {
  const scoped = ['scope', 'scp', 'permissions'].some((name) => claim(claims, name) !== undefined)
  const ofLogin = ['nonce', 'auth_time', 'sid'].some((name) => claim(claims, name) !== undefined)
  if (scoped && !ofLogin) return 'probably an access token'
  if (ofLogin && !scoped) return 'probably an ID token'
  return 'not marked'
}

const markNames = ['events', 'token_use', 'typ', 'at_hash', 'c_hash', 's_hash', 'nonce', 'scope', 'scp', 'permissions']

function marksOf(header: JwsHeader, claims: Claims): readonly string[] {
  const type = header.typ === undefined ? 'no type in the header' : `the type in the header is ${header.typ}`
  const found = markNames.filter((name) => claim(claims, name) !== undefined)
  return [type, ...(found.length === 0 ? [] : [`it has the claims ${found.join(', ')}`])]
}

function bindingOf(claims: Claims): TokenDescription['binding'] {
  const confirmation = claim(claims, 'cnf')
  if (typeof confirmation !== 'object' || confirmation === null) return 'none'
  if ('jkt' in confirmation) return 'DPoP (cnf.jkt)'
  return 'x5t#S256' in confirmation ? 'mutual TLS (cnf.x5t#S256)' : 'another confirmation method'
}

function timesOf(claims: Claims): TokenDescription['times'] {
  const [issuedAt, notBefore, expiresAt] = ['iat', 'nbf', 'exp'].map((name) => readTime(claims, name))
  return {
    ...(issuedAt !== undefined && { issuedAt }),
    ...(notBefore !== undefined && { notBefore }),
    ...(expiresAt !== undefined && { expiresAt }),
  }
}

function readTime(claims: Claims, name: string): number | undefined {
  try {
    return timeClaim(claims, name)
  } catch {
    return undefined
  }
}
