import { AuthError } from '@tandem-auth/tokens'
import type { AccessTokenAuth } from './token/access-token-auth.js'

export type IsRevoked = (auth: AccessTokenAuth) => boolean | Promise<boolean>

// Milliseconds.
const timeLimit = 2000

/**
 * Asks the app whether a token was revoked. Returns `undefined` if it wasn't, and a refusal if it was or if the check
 * failed. A value that isn't a boolean counts as a failed check.
 */
export function checkRevocation(
  isRevoked: IsRevoked,
  auth: AccessTokenAuth,
): AuthError | undefined | Promise<AuthError | undefined> {
  try {
    const response = isRevoked(auth)
    return isPromise(response) ? inTime(response).then(refusalOf, checkFailed) : refusalOf(response)
  } catch (error) {
    return checkFailed(error)
  }
}

function refusalOf(response: unknown): AuthError | undefined {
  if (response === false) return undefined
  return response === true ? new AuthError('ERR_TOKEN_REVOKED') : checkFailed(undefined)
}

function checkFailed(cause: unknown): AuthError {
  return new AuthError('ERR_REVOCATION_CHECK', { cause })
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

async function inTime(response: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, timeLimit, undefined)
  })
  try {
    return await Promise.race([response, timeout])
  } finally {
    clearTimeout(timer)
  }
}
