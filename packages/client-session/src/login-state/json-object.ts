import { AuthError } from '@tandem-auth/tokens'

/** What remains of a type in JSON: never, where a `Date`, a `Map`, a function or a promise is. `unknown` is checked later. */
export type Json<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends NotJson
      ? never
      : { readonly [Name in keyof T]: Json<T[Name]> }

/** Makes the options of a user type that a session can't keep fail to compile, at the option that makes the user. */
export type SurvivesJson<User> = unknown extends User
  ? unknown
  : [User] extends [object & Json<User>]
    ? unknown
    : { readonly profile: { readonly map: 'must return an object of JSON values: no Date, Map, function or promise' } }

type NotJson =
  | bigint
  | symbol
  | Date
  | RegExp
  | Promise<unknown>
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | ((...parameters: never) => unknown)

// Names that do something when they are copied or merged.
const dangerousNames = new Set(['__proto__', 'constructor', 'prototype'])
const maxDepth = 32

/** A copy of JSON data without names that would reach a prototype, at any depth. */
export function plainCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainCopy)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([name]) => !dangerousNames.has(name))
  return Object.fromEntries(entries.map(([name, item]) => [name, plainCopy(item)]))
}

/**
 * A copy of what the app wants to keep of a user. It is written to the session store as JSON: a `Date` would come back as
 * a string, a `Map` or a promise as `{}`.
 * @throws AuthError `ERR_PROFILE` (500) for anything but an object of JSON values
 */
export function toJsonObject<T>(value: T, source: string): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notJson(source, source, value)
  assertJson(value, source, source, 0)
  return plainCopy(value) as T
}

function assertJson(value: unknown, place: string, source: string, depth: number): void {
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean') return
  if (typeof value === 'number' && Number.isFinite(value)) return
  if (typeof value !== 'object' || depth > maxDepth || !(Array.isArray(value) || isPlain(value))) {
    throw notJson(source, place, value)
  }
  for (const [name, item] of Object.entries(value)) assertJson(item, `${place}.${name}`, source, depth + 1)
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}

function notJson(source: string, place: string, value: unknown): AuthError {
  const kind = typeof value === 'object' && value !== null ? (value.constructor?.name ?? 'object') : typeof value
  return new AuthError('ERR_PROFILE', {
    hint: `What "${source}" returns must be an object of JSON values. ${printable(place)} is of the type ${printable(kind)}.`,
  })
}

// Names of claims may come from the provider.
function printable(text: string): string {
  return text.slice(0, 128).replace(/[^\x20-\x7e]/g, '?')
}
