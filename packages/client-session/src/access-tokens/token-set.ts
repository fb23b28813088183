/** What a token endpoint answered, by the names the rest of this package uses. Lives in the vault and nowhere else. */
export interface TokenSet {
  /** Opaque here: nobody in this package looks into it. */
  readonly accessToken: string
  readonly refreshToken?: string
  /** The raw ID token, present only where `keepIdToken` asks for it. */
  readonly idToken?: string
  /** Epoch seconds; `undefined` when the provider didn't say. */
  readonly expiresAt?: number
  readonly scope?: string
}
