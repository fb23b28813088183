import type { Coordination } from './coordination.js'

/**
 * The clock that all machines share. What one machine writes and another compares (the last request of a session, the
 * start of a login, the time of a logout) is told by the store's clock: a machine whose own clock is wrong would otherwise
 * log users out early, or miss a logout.
 */
export interface StoreClock {
  /** Epoch seconds, with fractions. Asks the store only now and then. */
  now(): Promise<number>
  /** The same at once; `undefined` while the store has to be asked. */
  read(): number | undefined
}

/** All in milliseconds. */
const renewAfter = 60_000
const distrustAfter = 600_000
const largestStep = 500

interface Reading {
  /** Epoch seconds. */
  readonly store: number
  readonly monotonic: number
  readonly wall: number
}

export function createStoreClock(coordination: Pick<Coordination, 'time'>): StoreClock {
  let reading: Reading | undefined
  let asking: Promise<Reading> | undefined

  async function ask(): Promise<Reading> {
    const before = performance.now()
    const store = await coordination.time()
    const monotonic = performance.now()
    // The store read its clock at some moment in between.
    reading = { store: store + (monotonic - before) / 2000, monotonic, wall: Date.now() }
    return reading
  }

  function askOnce(): Promise<Reading> {
    asking ??= ask().finally(() => {
      asking = undefined
    })
    return asking
  }

  function read(): number | undefined {
    if (reading === undefined) return undefined
    const elapsed = performance.now() - reading.monotonic
    // Somebody has set this machine's clock, or it slept, which stops only the monotonic one.
    if (Math.abs(Date.now() - reading.wall - elapsed) > largestStep || elapsed > distrustAfter) return undefined
    if (elapsed > renewAfter) askOnce().catch(() => undefined)
    return reading.store + elapsed / 1000
  }

  return {
    read,
    async now() {
      const known = read()
      if (known !== undefined) return known
      const { store, monotonic } = await askOnce()
      return store + (performance.now() - monotonic) / 1000
    },
  }
}
