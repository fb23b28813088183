/** Whether a request's path, without the query, is one of those that may be called. */
export type PathRules = (path: string) => boolean

// RFC 3986, 3.3, without ";": an API may cut a segment there. A percent-encoding is checked on its own.
const segment = /^(?:[A-Za-z0-9._~!$&'()*+,=:@-]|%[0-9A-Fa-f]{2})+$/

// What an API may decode into another path: slash, backslash, dot, semicolon, percent sign, control characters.
const ambiguous = /%(?:2f|5c|2e|3b|25|[01][0-9a-f]|7f)/i

/**
 * Parses an allow-list of paths: `/slots`, `/bookings/:id`, `/files/*`. `:name` stands for one segment, a final `*` for
 * one or more. Paths are compared byte for byte, so a path that could be read as another one is never allowed.
 * @throws TypeError that names the option
 */
export function parsePaths(owner: string, paths: unknown): PathRules {
  if (!Array.isArray(paths) || paths.length === 0) throw new TypeError(`${owner}: "paths" must be an array of paths`)
  const rules = paths.map((path) => parseRule(owner, path))
  return (path) => {
    const segments = segmentsOf(path)
    return segments !== undefined && rules.some((rule) => matches(rule, segments))
  }
}

function parseRule(owner: string, path: unknown): readonly string[] {
  const [first, ...segments] = typeof path === 'string' ? path.split('/') : []
  const plain = (part: string) => /^(?::\w+|[A-Za-z0-9._~!$&'()+,=@-]+)$/.test(part) && part !== '.' && part !== '..'
  const whole = segments.every((part, index) => {
    const last = index === segments.length - 1
    return plain(part) || (last && (part === '*' || part === ''))
  })
  if (first === '' && segments.length > 0 && whole) return segments
  throw new TypeError(`${owner}: "paths" must hold paths like "/slots", "/bookings/:id" and "/files/*"`)
}

/** The segments of a path that can be read in one way only. */
function segmentsOf(path: string): readonly string[] | undefined {
  if (!path.startsWith('/') || ambiguous.test(path)) return undefined
  const segments = path.slice(1).split('/')
  const clear = segments.every((part, index) => {
    if (part === '') return index === segments.length - 1
    return segment.test(part) && part !== '.' && part !== '..'
  })
  return clear ? segments : undefined
}

function matches(rule: readonly string[], segments: readonly string[]): boolean {
  const open = rule.at(-1) === '*'
  if (open ? segments.length < rule.length : segments.length !== rule.length) return false
  return rule.every((part, index) => {
    const found = segments[index] ?? ''
    return part === '*' || part.startsWith(':') ? found !== '' : found === part
  })
}
