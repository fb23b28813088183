import { AuthError } from '@tandem-auth/tokens'
import type { Coordination, Lease } from '../storage/coordination.js'

/** All in milliseconds. A provider call takes at most five seconds; a killed process delays nobody for longer. */
const lifetime = 5000
const renewal = 1000
const waitLimit = 6000
const poll = 50

/**
 * Runs `work` while no other process does, under a lease that is renewed as long as the work takes. While another process
 * holds the lease, `look` is polled: a value it returns makes the work unnecessary.
 * @throws `ERR_REFRESH_BUSY` after six seconds
 */
export async function whileLeased<T>(
  coordination: Coordination,
  key: string,
  work: () => Promise<T>,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const giveUpAt = performance.now() + waitLimit
  for (;;) {
    const lease = await coordination.lease(key, lifetime / 1000)
    if (lease !== undefined) return workUnder(lease, work)
    if (performance.now() > giveUpAt) throw new AuthError('ERR_REFRESH_BUSY')
    await new Promise((resolve) => setTimeout(resolve, poll + Math.random() * poll))
    const result = await look()
    if (result !== undefined) return result
  }
}

async function workUnder<T>(lease: Lease, work: () => Promise<T>): Promise<T> {
  // Losing the lease is no reason to stop: the version of the vault entry decides which result counts.
  const timer = setInterval(() => lease.renew(lifetime / 1000).catch(() => false), renewal)
  timer.unref()
  try {
    return await work()
  } finally {
    clearInterval(timer)
    await lease.release().catch(() => undefined)
  }
}
