/** The `WWW-Authenticate` challenge of an API that refuses a token. */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string
  readonly realm?: string
  /** `invalid_token`, `insufficient_scope`, `insufficient_user_authentication`, … */
  readonly error?: string
  readonly errorDescription?: string
  readonly scopes?: readonly string[]
  /** Seconds (RFC 9470). */
  readonly maxAge?: number
  /** RFC 9470. */
  readonly acrValues?: readonly string[]
}

const maxHeader = 4096
const scheme = /([!#$%&'*+.^_`|~\w-]+)(?: +|$)/y
const parameter = /,? *([!#$%&'*+.^_`|~\w-]+) *= *(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+)) *(?=,|$)/y

/**
 * The first challenge of a response; `undefined` for a response without one.
 * @see RFC 9110, 11.6.1; RFC 6750, 3
 */
export function challengeOf(response: Response): Challenge | undefined {
  const header = response.headers.get('www-authenticate')
  if (header === null || header.length > maxHeader) return undefined
  scheme.lastIndex = 0
  const name = scheme.exec(header)?.[1]
  if (name === undefined) return undefined
  const found = parameters(header, scheme.lastIndex)
  const text = (key: string) => found.get(key)
  const words = (key: string) =>
    text(key)
      ?.split(' ')
      .filter((word) => word !== '')
  const maxAge = Number(text('max_age'))
  const values = {
    realm: text('realm'),
    error: text('error'),
    errorDescription: text('error_description'),
    scopes: words('scope'),
    maxAge: text('max_age') !== undefined && Number.isSafeInteger(maxAge) ? maxAge : undefined,
    acrValues: words('acr_values'),
  }
  const present = Object.entries(values).filter(([, value]) => value !== undefined)
  return { scheme: name.toLowerCase(), ...Object.fromEntries(present) }
}

function parameters(header: string, start: number): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  parameter.lastIndex = start
  for (let match = parameter.exec(header); match !== null; match = parameter.exec(header)) {
    const [, name = '', quoted, plain = ''] = match
    const key = name.toLowerCase()
    if (!values.has(key)) values.set(key, quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1'))
  }
  return values
}
