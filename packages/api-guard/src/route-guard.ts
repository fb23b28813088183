import type { IncomingMessage, ServerResponse } from 'node:http'
import { AuthError, publish } from '@tandem-auth/tokens'
import { type ChallengeDetails, challenged } from './challenge.js'
import { guardStateOf } from './guard-state.js'
import { schemeFor } from './proof/scheme.js'
import type { VerifiedToken } from './token/verified-token.js'

/** A middleware for one route, mounted after `apiGuard`. */
export type Guard = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void

/** Makes a guard from a function that returns the refusal of a token. `details` are for the challenge. */
export function routeGuard(
  details: ChallengeDetails,
  refusalOf: (verified: VerifiedToken) => AuthError | undefined,
): Guard {
  function check(req: IncomingMessage): AuthError | undefined {
    const { verified, challenge } = guardStateOf(req)
    const refusal = verified === undefined ? new AuthError('ERR_CREDENTIALS_MISSING') : refusalOf(verified)
    if (refusal === undefined) return undefined
    publish('token.refused', () => refusalEvent(refusal, verified))
    return challenged(challenge, refusal, { ...details, scheme: schemeFor(verified?.auth.confirmation) })
  }

  return (req, _res, next) => {
    let refusal: unknown
    try {
      refusal = check(req)
    } catch (error) {
      // Whatever the app's own function threw must not reach next() as 'route', which would skip this guard.
      refusal = error instanceof Error ? error : new TypeError('something other than an Error was thrown')
    }
    if (refusal === undefined) return next()
    next(refusal)
  }
}

function refusalEvent({ code, status }: AuthError, verified: VerifiedToken | undefined) {
  return { code, status, format: verified?.auth.format, issuer: verified?.issuer.issuer }
}
