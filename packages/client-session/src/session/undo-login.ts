import { setTimeout as wait } from 'node:timers/promises'
import type { EndSession } from '../login-state/end-session.js'

/** Seconds between the attempts. */
const pauses = [1, 2, 4, 8, 16, 32, 64]
const mostAtOnce = 1000
let running = 0

/**
 * Removes what a login that failed has written. A store that has stopped carries out what was sent to it when it goes on,
 * and that may be later than the first attempt: then it is tried again in the background.
 */
export async function undoLogin(endings: EndSession, loginId: string, sessionId: string): Promise<void> {
  try {
    await endings.endLogin(loginId, sessionId)
  } catch {
    if (running < mostAtOnce) retry(endings, loginId, sessionId).catch(() => undefined)
  }
}

async function retry(endings: EndSession, loginId: string, sessionId: string): Promise<void> {
  running += 1
  try {
    for (const seconds of pauses) {
      await wait(seconds * 1000, undefined, { ref: false })
      const done = await endings.endLogin(loginId, sessionId).then(
        () => true,
        () => false,
      )
      if (done) return
    }
  } finally {
    running -= 1
  }
}
