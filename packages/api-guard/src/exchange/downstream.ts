/** The parsed options of one API that is called on behalf of callers. */
export interface Downstream {
  readonly name: string
  /** Without a query and without a slash at the end. */
  readonly url: string
  readonly audience: string | undefined
  readonly resource: string | undefined
  readonly scopes: readonly string[]
}
