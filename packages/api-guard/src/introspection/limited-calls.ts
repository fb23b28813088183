import { AuthError, isAuthError } from '@tandem-auth/tokens'

/** Calls to a provider that may hang or fail. */
export interface LimitedCalls {
  /**
   * @throws AuthError `ERR_INTROSPECTION_UNAVAILABLE` (503): without a call when too many are in progress or the provider
   * is failing, and for a response that means an outage
   */
  run(call: () => Promise<Response>): Promise<Response>
}

const maxConcurrent = 100
const failuresBeforeBackoff = 5
const backoff = { first: 1000, longest: 10_000 }

/**
 * Keeps a provider that hangs from making every request hang: limits concurrent calls, and backs off after five failures
 * in a row. During back-off every call fails with the last failure.
 */
export function limitedCalls(): LimitedCalls {
  let inProgress = 0
  let failures = 0
  let resumeAt = 0
  let lastFailure: AuthError | undefined

  function backOff(): void {
    resumeAt = performance.now() + Math.min(backoff.first * 2 ** (failures - failuresBeforeBackoff), backoff.longest)
  }

  return {
    async run(call) {
      if (failures >= failuresBeforeBackoff) {
        if (performance.now() < resumeAt) throw lastFailure
        // This one call tries again. The others keep failing until it has succeeded.
        backOff()
      }
      if (inProgress >= maxConcurrent) throw new AuthError('ERR_INTROSPECTION_UNAVAILABLE', { hint: tooManyHint })
      inProgress += 1
      try {
        const response = await call()
        if (isOutage(response)) throw outage(response)
        failures = 0
        return response
      } catch (error) {
        if (isAuthError(error) && error.status === 503) {
          failures += 1
          lastFailure = error
          if (failures >= failuresBeforeBackoff) backOff()
        }
        throw error
      } finally {
        inProgress -= 1
      }
    },
  }
}

// Only what a caller's token can't cause: a provider that answers 400 to odd tokens is not down, and a stranger who sends
// some must not be able to block the others.
function isOutage({ status }: Response): boolean {
  return status >= 500 || status === 429
}

function outage({ status }: Response): AuthError {
  const hint = `The introspection endpoint responded with status ${status}.`
  return new AuthError('ERR_INTROSPECTION_UNAVAILABLE', { hint })
}

const tooManyHint = `${maxConcurrent} introspections are already in progress. Is the provider slow, or is this a flood of made-up tokens?`
