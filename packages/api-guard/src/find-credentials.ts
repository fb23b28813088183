import type { IncomingMessage } from 'node:http'
import type { GuardConfig } from './config.js'
import { type Credentials, credentialsOf, type RefusedCredentials, sentTwice } from './credentials.js'
import { refused } from './verify-token.js'

/** Finds the token in the header, or where the app's own `credentials` finds it. Never throws. */
export function findCredentials(
  { binding, credentials }: GuardConfig,
  req: IncomingMessage,
): Credentials | RefusedCredentials | Error | undefined {
  const found = credentialsOf(req, binding?.dpop !== undefined)
  if (credentials === undefined) return found
  try {
    const token: unknown = credentials(req)
    // An empty cookie is no token.
    if (token === undefined || token === '') return found
    if (typeof token !== 'string') throw new TypeError('apiGuard: "credentials" must return a string or undefined')
    // RFC 6750, 2: which of the two would count?
    return found === undefined ? { scheme: 'Bearer', token } : { scheme: found.scheme, refusal: sentTwice() }
  } catch (error) {
    return refused(error)
  }
}
