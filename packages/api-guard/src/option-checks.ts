export const owner = 'apiGuard'

/** A misspelt option would silently be the default: unknown names are refused. */
export function assertKnown(where: string, options: unknown, names: readonly string[]): void {
  if (typeof options !== 'object' || options === null) throw new TypeError(`${owner}: ${where} must be an object`)
  const unknown = Object.keys(options).find((name) => !names.includes(name))
  if (unknown !== undefined) throw new TypeError(`${owner}: ${where} has an unknown option "${unknown}"`)
}

export function assertBoolean(name: string, value: unknown): void {
  if (typeof value !== 'boolean') throw new TypeError(`${owner}: "${name}" must be a boolean`)
}

export function assertSeconds(name: string, value: unknown, least: number, most: number): void {
  if (typeof value !== 'number' || !(value >= least && value <= most)) {
    throw new TypeError(`${owner}: "${name}" must be a number of seconds from ${least} to ${most}`)
  }
}

/** Strings that say something: a blank one is what an environment variable is that nobody has set. */
export function parseList(name: string, value: unknown): readonly string[] {
  const list: unknown = typeof value === 'string' ? [value] : value
  if (!Array.isArray(list) || list.length === 0) {
    throw new TypeError(`${owner}: "${name}" must be a string or an array of strings, and not empty`)
  }
  for (const item of list) {
    if (typeof item !== 'string' || item.trim() === '' || item !== item.trim()) {
      throw new TypeError(`${owner}: "${name}" must not hold anything blank, or blanks around a value`)
    }
  }
  return [...list]
}

const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/** Scopes as an array, or as one string with blanks between them (RFC 6749, 3.3). */
export function parseScopes(name: string, value: unknown): readonly string[] {
  if (value === undefined) return []
  const scopes = parseList(name, typeof value === 'string' ? value.trim().split(/ +/) : value)
  if (!scopes.every((scope) => scopeToken.test(scope))) {
    throw new TypeError(`${owner}: "${name}" holds something that isn't a scope`)
  }
  return scopes
}
