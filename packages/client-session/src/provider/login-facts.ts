/** What an attempt to log in must remember until the callback. */
export interface LoginFacts {
  readonly issuer: string
  /** Path and query, or a URL of an allowed origin. */
  readonly returnTo: string
  /** Epoch seconds, with milliseconds. */
  readonly startedAt: number
  readonly silent: boolean
  /** 1 for the single retry that a failed attempt may cause. */
  readonly attempt: 0 | 1
  /** Seconds since the login at the provider. */
  readonly maxAge?: number | undefined
  /** Space-separated, in order of preference (OpenID Connect Core 1.0, 3.1.2.1). */
  readonly acrValues?: string | undefined
  /** Space-separated; added to the scopes of the options. */
  readonly scope?: string | undefined
  /** An API's demand that this login answers: the API's name, and what names the demand. */
  readonly step?: readonly [api: string, digest: string] | undefined
  /** More parameters of the authorization request, for a retry. */
  readonly parameters?: Readonly<Record<string, string>> | undefined
}
