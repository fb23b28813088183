/** Checks of options that are the same everywhere; each throws a `TypeError` that names the option. */
const owner = 'clientSession'

export function fail(option: string, rule: string): never {
  throw new TypeError(`${owner}: "${option}" ${rule}`)
}

/** A string that isn't blank; a missing one comes from the environment, where a blank one counts as missing. */
export function requiredString(option: string, value: unknown, variable?: string): string {
  const found = value ?? (variable === undefined ? undefined : process.env[variable] || undefined)
  if (found === undefined) fail(option, variable === undefined ? 'is required' : `is required, or ${variable}`)
  if (typeof found !== 'string' || found.trim() === '') fail(option, 'must be a string that is not blank')
  return found
}

export function optionalString(option: string, value: unknown, variable?: string): string | undefined {
  const found = value ?? (variable === undefined ? undefined : process.env[variable] || undefined)
  return found === undefined ? undefined : requiredString(option, found)
}

export function seconds(option: string, value: unknown, fallback: number, least = 1, most = Number.MAX_VALUE): number {
  const found = value ?? fallback
  if (typeof found === 'number' && found >= least && found <= most) return found
  return fail(
    option,
    `must be a number of seconds, at least ${least}${most === Number.MAX_VALUE ? '' : `, at most ${most}`}`,
  )
}

export function flag(option: string, value: unknown, fallback: boolean): boolean {
  const found = value ?? fallback
  if (typeof found !== 'boolean') fail(option, 'must be true or false')
  return found
}

/** A misspelt option would be a check that silently doesn't happen. */
export function assertKnown(where: string, value: unknown, known: readonly string[]): void {
  if (typeof value !== 'object' || value === null) fail(where, 'must be an object')
  const unknown = Object.keys(value).find((name) => !known.includes(name))
  if (unknown !== undefined) fail(unknown, `is not an option${where === 'options' ? '' : ` of "${where}"`}`)
}
