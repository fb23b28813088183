import { AuthError } from '@tandem-auth/tokens'
import type { AccessTokenAuth } from './auth.js'

export type IsRevoked = (auth: AccessTokenAuth) => boolean | Promise<boolean>

const limit = 2000

/**
 * Asks whether a token was revoked: `undefined` when it wasn't, the refusal when it was or when nobody can tell. An
 * answer that isn't a boolean tells nothing.
 */
export function checkRevocation(
  isRevoked: IsRevoked,
  auth: AccessTokenAuth,
): AuthError | undefined | Promise<AuthError | undefined> {
  try {
    const response = isRevoked(auth)
    return isPromise(response) ? inTime(response).then(refusalOf, unknowable) : refusalOf(response)
  } catch (error) {
    return unknowable(error)
  }
}

function refusalOf(response: unknown): AuthError | undefined {
  if (response === false) return undefined
  return response === true ? new AuthError('ERR_TOKEN_REVOKED') : unknowable(undefined)
}

function unknowable(cause: unknown): AuthError {
  return new AuthError('ERR_REVOCATION_CHECK', { cause })
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

async function inTime(response: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, limit, undefined)
  })
  try {
    return await Promise.race([response, timeout])
  } finally {
    clearTimeout(timer)
  }
}
