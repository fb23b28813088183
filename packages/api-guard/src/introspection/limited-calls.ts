import { AuthError, isAuthError } from '@tandem-auth/tokens'

/** Calls to a provider that may hang or fail. */
export interface IntrospectionCalls {
  /** @throws AuthError `ERR_INTROSPECTION_UNAVAILABLE` (503) without a call, when too many are under way */
  run<T>(call: () => Promise<T>): Promise<T>
}

const maxConcurrent = 100
const failuresBeforeBackoff = 5
const pause = { first: 1000, longest: 10_000 }

/**
 * A provider that hangs must not make every request hang with it: so many calls at once and no more, and after five
 * failures in a row the next try waits. In between, the last failure is the answer.
 */
export function introspectionCalls(): IntrospectionCalls {
  let underWay = 0
  let failures = 0
  let resumeAt = 0
  let lastFailure: AuthError | undefined

  function wait(): void {
    resumeAt = performance.now() + Math.min(pause.first * 2 ** (failures - failuresBeforeBackoff), pause.longest)
  }

  return {
    async run(call) {
      if (failures >= failuresBeforeBackoff) {
        if (performance.now() < resumeAt) throw lastFailure
        // This call is the one that tries; the others go on waiting for what it finds.
        wait()
      }
      if (underWay >= maxConcurrent) throw new AuthError('ERR_INTROSPECTION_UNAVAILABLE', { hint: tooManyHint })
      underWay += 1
      try {
        const result = await call()
        failures = 0
        return result
      } catch (error) {
        // Only what says that the provider is in trouble: a caller's token must not be able to keep others waiting.
        if (isAuthError(error) && error.status === 503) {
          failures += 1
          lastFailure = error
          if (failures >= failuresBeforeBackoff) wait()
        }
        throw error
      } finally {
        underWay -= 1
      }
    },
  }
}

const tooManyHint = `${maxConcurrent} introspections are under way already. Is the provider slow, or is this a flood of made-up tokens?`
