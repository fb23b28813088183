/**
 * The token of a caller is for this API. Passed on, it would let the next one act as this API's user.
 * @throws TypeError when it is in a header that the app hands on
 */
export function assertNotPassedOn(init: RequestInit, incomingToken: string): void {
  for (const [name, value] of new Headers(init.headers)) {
    if (value.includes(incomingToken)) {
      throw new TypeError(`fetch: the header "${name}" has the caller's own token, which must not be passed on`)
    }
  }
}
