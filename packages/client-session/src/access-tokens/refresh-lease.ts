import { AuthError } from '@tandem-auth/tokens'
import type { Coordination, Lease } from '../storage/coordination.js'

/** All in milliseconds. A provider call takes five seconds at most; a process that was killed holds up nobody for longer. */
const lifetime = 5000
const renewal = 1000
const patience = 6000
const poll = 50

/**
 * Does the work while no other process does: `work` under the lease, which is renewed as long as it takes. While somebody
 * else has the lease, `look` tells now and then whether their work has made ours needless.
 * @throws `ERR_REFRESH_BUSY` after six seconds
 */
export async function whileLeased<T>(
  coordination: Coordination,
  key: string,
  work: () => Promise<T>,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const giveUpAt = performance.now() + patience
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
  // A lease that can't be renewed, or was lost, is no reason to stop: the version of the vault entry is the fence.
  const timer = setInterval(() => lease.renew(lifetime / 1000).catch(() => false), renewal)
  timer.unref()
  try {
    return await work()
  } finally {
    clearInterval(timer)
    await lease.release().catch(() => undefined)
  }
}
