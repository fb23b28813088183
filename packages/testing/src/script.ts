import type { Claims } from './claims.js'

/** Changes what it is given, or returns what shall stand in its place. */
export type Change<T, R = T> = ((value: T) => R | Promise<R>) | ((value: T) => void)

/** An ID token before it is signed. */
export interface TokenParts {
  claims: Claims
  header: Claims
}

export type IdTokenChange =
  | ((claims: Claims, header: Claims) => TokenParts | string | Promise<TokenParts | string>)
  | ((claims: Claims, header: Claims) => void)

/** What the next answers shall differ in, each once, first come first served. */
export interface Script {
  readonly idTokens: Change<TokenParts, TokenParts | string>[]
  readonly tokenResponses: Change<Claims>[]
  readonly authorizationResponses: Change<URLSearchParams>[]
  readonly authorizationErrors: { error: string; description?: string }[]
  readonly userInfos: Change<Claims, Claims | string>[]
}

export function createScript(): Script {
  return { idTokens: [], tokenResponses: [], authorizationResponses: [], authorizationErrors: [], userInfos: [] }
}

/** Applies the first of the waiting changes, if there is one. */
export async function applyNext<T, R>(changes: Change<T, R>[], value: T): Promise<T | R> {
  const changed: unknown = await changes.shift()?.(value)
  const replaced = typeof changed === 'string' || (typeof changed === 'object' && changed !== null)
  return replaced ? (changed as R) : value
}
