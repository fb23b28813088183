/** An API that this app calls with an access token of the user. */
export interface ApiOptions {
  /** The API's URL. Its access tokens are sent to this origin, at or below this path, and nowhere else. */
  readonly url: string
  /** Auth0's `audience` parameter. */
  readonly audience?: string | undefined
  /** The resource indicator (RFC 8707). */
  readonly resource?: string | undefined
  /** Scopes of this API that the login requests. */
  readonly scopes?: string | readonly string[] | undefined
}
