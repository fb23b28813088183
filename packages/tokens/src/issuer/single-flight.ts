/**
 * Runs a piece of work once for everybody who asks at the same time. After five failures in a row it backs off before the
 * next try: a provider that hangs must not make every request hang with it.
 */
export interface SingleFlight<T> {
  run(): Promise<T>
}

const failuresBeforeBackoff = 5
const backoff = { first: 1000, longest: 10_000 }

export function singleFlight<T>(work: () => Promise<T>): SingleFlight<T> {
  let running: Promise<T> | undefined
  let failures = 0
  let lastFailure: unknown
  let resumeAt = Number.NEGATIVE_INFINITY

  async function attempt(): Promise<T> {
    try {
      const result = await work()
      failures = 0
      return result
    } catch (error) {
      failures += 1
      lastFailure = error
      if (failures >= failuresBeforeBackoff) {
        resumeAt =
          performance.now() + Math.min(backoff.first * 2 ** (failures - failuresBeforeBackoff), backoff.longest)
      }
      throw error
    } finally {
      running = undefined
    }
  }

  return {
    run() {
      if (running === undefined && performance.now() < resumeAt) return Promise.reject(lastFailure)
      running ??= attempt()
      return running
    },
  }
}
