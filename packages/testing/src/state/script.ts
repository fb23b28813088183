import type { Claims } from '../claims.js'

/** Changes its argument, or returns a replacement for it. */
export type Change<T, R = T> = ((value: T) => R | Promise<R>) | ((value: T) => void)

/** An ID token before it is signed. */
export interface TokenParts {
  claims: Claims
  header: Claims
}

export type IdTokenChange =
  | ((claims: Claims, header: Claims) => TokenParts | string | Promise<TokenParts | string>)
  | ((claims: Claims, header: Claims) => void)

/** Changes to the next responses. Each is applied once, in the order in which they were added. */
export interface Script {
  readonly idTokens: Change<TokenParts, TokenParts | string>[]
  readonly jarmResponses: Change<TokenParts, TokenParts | string>[]
  readonly tokenResponses: Change<Claims>[]
  readonly authorizationResponses: Change<URLSearchParams>[]
  readonly authorizationErrors: { error: string; description?: string }[]
  readonly userInfos: Change<Claims, Claims | string>[]
}

export function createScript(): Script {
  return {
    idTokens: [],
    jarmResponses: [],
    tokenResponses: [],
    authorizationResponses: [],
    authorizationErrors: [],
    userInfos: [],
  }
}

/** Applies the first waiting change, if there is one. */
export async function applyNext<T, R>(changes: Change<T, R>[], value: T): Promise<T | R> {
  const changed: unknown = await changes.shift()?.(value)
  const replaced = typeof changed === 'string' || (typeof changed === 'object' && changed !== null)
  return replaced ? (changed as R) : value
}
