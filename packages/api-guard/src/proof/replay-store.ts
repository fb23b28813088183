/** Remembers which proofs were used. Processes that serve the same API must share one. */
export interface ReplayStore {
  /**
   * Resolves to `true` for the first call with this key within so many seconds, and to `false` for every other one. Must be
   * atomic. A rejection means that nobody can tell, and the request gets 503.
   */
  remember(key: string, seconds: number): Promise<boolean>
}
