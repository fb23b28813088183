/** What `tokenVerifier` must know of a guard that `mcpGuard` has made. */
export interface GuardFacts {
  readonly resource: string
  /** The granted scopes, and those that they include. */
  readonly effective: (granted: readonly string[]) => readonly string[]
}

export const guardFacts = new WeakMap<object, GuardFacts>()
