import { suggestOption } from './suggest-option.js'

/** Returns the value to run on, or throws a `TypeError` naming `option`, which is the name as users write it. */
export type OptionParser<T> = (value: unknown, option: string) => T

/** A parser for each option, so that an option without one doesn't compile. */
export type OptionParsers<Options> = { readonly [Name in keyof Options]-?: OptionParser<unknown> }

export type ParsedOptions<Parsers> = {
  readonly [Name in keyof Parsers]: Parsers[Name] extends OptionParser<infer T> ? T : never
}

export interface Range {
  readonly least: number
  readonly most?: number
}

/** The checks of one package's options. Annotate the variable with this type: `fail` ends a branch only then. */
export interface OptionChecks {
  /** @throws TypeError `owner: "option" rule` */
  fail(option: string, rule: string): never
  /** Refuses unknown names: a misspelled option would otherwise silently keep its default. */
  assertKnown(value: unknown, names: readonly string[], place?: string): void
  /** Refuses unknown names, then parses each option. `place` is the option that holds these, such as `cache`. */
  parse<Parsers extends Readonly<Record<string, OptionParser<unknown>>>>(
    value: unknown,
    parsers: Parsers,
    place?: string,
  ): ParsedOptions<Parsers>
  /** Names everything that is missing at once. `variables` are the environment variables that usually hold a value. */
  assertGiven(value: object, names: readonly string[], variables?: Readonly<Record<string, string>>): void
  /** Leaves an option as it is, for one that can only be checked together with others. */
  unparsed<T>(): OptionParser<T>
  optional<T>(parser: OptionParser<T>): OptionParser<T | undefined>
  string: OptionParser<string>
  boolean(fallback: boolean): OptionParser<boolean>
  seconds(fallback: number, range: Range): OptionParser<number>
  wholeNumber(fallback: number, range: Range): OptionParser<number>
  oneOf<const T extends string>(...values: readonly T[]): OptionParser<T>
  /** Checks only that it is a function: what it takes and returns is for the compiler. */
  function<T>(): OptionParser<T>
  /** A string or an array of strings, never empty. Refuses blank ones: an unset environment variable is one. */
  strings: OptionParser<readonly string[]>
  /** Scopes as an array, or as one string with spaces between them (RFC 6749, 3.3). */
  scopes: OptionParser<readonly string[]>
}

const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/** Checks of options; each throws a `TypeError` that begins with `owner` and names the option, never its value. */
export function optionChecks(owner: string): OptionChecks {
  function fail(option: string, rule: string): never {
    throw new TypeError(`${owner}: "${option}" ${rule}`)
  }

  function assertKnown(value: unknown, names: readonly string[], place?: string): asserts value is object {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      if (place !== undefined) fail(place, 'must be an object')
      throw new TypeError(`${owner}: the options must be an object`)
    }
    const unknown = Object.keys(value).find((name) => !names.includes(name))
    if (unknown === undefined) return
    const full = (name: string) => (place === undefined ? name : `${place}.${name}`)
    const meant = suggestOption(unknown, names)
    const question = meant === undefined ? '' : `; did you mean "${full(meant)}"?`
    throw new TypeError(`${owner}: unknown option "${full(unknown)}"${question}`)
  }

  function string(value: unknown, option: string): string {
    if (value === undefined) fail(option, 'is required')
    if (typeof value !== 'string' || value.trim() === '') fail(option, 'must be a string that is not blank')
    return value
  }

  function strings(value: unknown, option: string): readonly string[] {
    const list: unknown = typeof value === 'string' ? [value] : value
    if (!Array.isArray(list) || list.length === 0) {
      fail(option, 'must be a string or an array of strings, and not empty')
    }
    for (const item of list) {
      if (typeof item !== 'string' || item.trim() === '' || item !== item.trim()) {
        fail(option, 'must not hold a blank value, or spaces around a value')
      }
    }
    return [...list]
  }

  function numberParser(kind: string, isKind: (value: number) => boolean) {
    return (fallback: number, { least, most }: Range): OptionParser<number> => {
      const rule = most === undefined ? `of at least ${least}` : `from ${least} to ${most}`
      return (value = fallback, option) => {
        const fits = typeof value === 'number' && isKind(value) && value >= least && !(value > (most ?? value))
        return fits ? value : fail(option, `must be ${kind} ${rule}`)
      }
    }
  }

  return {
    fail,
    assertKnown,
    parse(value, parsers, place) {
      assertKnown(value, Object.keys(parsers), place)
      const given = value as Readonly<Record<string, unknown>>
      const parsed = Object.entries(parsers).map(([name, parser]) => [
        name,
        parser(given[name], place === undefined ? name : `${place}.${name}`),
      ])
      return Object.fromEntries(parsed)
    },
    assertGiven(value, names, variables = {}) {
      const given: Readonly<Record<string, unknown>> = { ...value }
      const missing = names.filter((name) => given[name] === undefined || given[name] === '')
      if (missing.length === 0) return
      const list = missing.map((name) => {
        const variable = variables[name]
        return variable === undefined ? `"${name}"` : `"${name}" (environment variable ${variable})`
      })
      throw new TypeError(`${owner}: ${list.join(', ')} ${missing.length === 1 ? 'is' : 'are'} required`)
    },
    unparsed:
      <T>() =>
      (value: unknown) =>
        value as T,
    optional: (parser) => (value, option) => (value === undefined ? undefined : parser(value, option)),
    string,
    boolean:
      (fallback) =>
      (value = fallback, option) =>
        typeof value === 'boolean' ? value : fail(option, 'must be true or false'),
    seconds: numberParser('a number of seconds', () => true),
    wholeNumber: numberParser('a whole number', Number.isSafeInteger),
    oneOf:
      <const T extends string>(...values: readonly T[]) =>
      (value: unknown, option: string) => {
        const found = values.find((known) => known === value)
        return found ?? fail(option, `must be ${values.map((known) => `'${known}'`).join(' or ')}`)
      },
    function:
      <T>() =>
      (value: unknown, option: string) =>
        typeof value === 'function' ? (value as T) : fail(option, 'must be a function'),
    strings,
    scopes(value, option) {
      const scopes = strings(typeof value === 'string' ? value.trim().split(/ +/) : value, option)
      if (!scopes.every((scope) => scopeToken.test(scope))) fail(option, 'holds something that is not a scope')
      return scopes
    },
  }
}
