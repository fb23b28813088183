import { type Claims, claim } from './jwt/claims.js'

/** Stands for any value except `false` and `null`: `requireClaim('verified', present)`. */
// Registered, because two copies of this package may be installed.
export const present: unique symbol = Symbol.for('tandem-auth.present')

export type RequiredValue = string | number | boolean | typeof present

/**
 * Returns a check for one claim: an own claim that is one of the values, or an array that contains one of them. `caller`
 * is the function that the developer called, for the message of an error.
 * @throws TypeError for a blank name, for no value, and for a value that isn't a string, a number, a boolean or `present`
 */
export function requiredClaim(caller: string, name: unknown, values: readonly unknown[]): (claims: Claims) => boolean {
  if (typeof name !== 'string' || name.trim() === '') {
    throw new TypeError(`${caller}: the first argument must be the name of a claim`)
  }
  if (values.length === 0) {
    throw new TypeError(
      `${caller}: name at least one value, or write ${caller}('${name}', present) if any value will do`,
    )
  }
  const [list] = values
  if (Array.isArray(list)) {
    throw new TypeError(`${caller}: values are separate arguments; write ${caller}('${name}', ...values)`)
  }
  if (values.includes(present))
    return values.length === 1 ? (claims) => isPresent(claim(claims, name)) : failBoth(caller)
  if (!values.every((value) => ['string', 'number', 'boolean'].includes(typeof value))) {
    throw new TypeError(`${caller}: values must be strings, numbers or booleans`)
  }
  return (claims) => {
    const value = claim(claims, name)
    return Array.isArray(value) ? value.some((item) => values.includes(item)) : values.includes(value)
  }
}

function failBoth(caller: string): never {
  throw new TypeError(`${caller}: "present" allows every value, so give no other value beside it`)
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== false && value !== null
}
