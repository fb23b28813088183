import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { closeLater } from '../cleanup.js'

/**
 * Starts a sender that keeps a rate; autocannon would send what is due within a second all at once. It runs beside this
 * process, on the processor of the load.
 */
export function startPacedLoad() {
  const sender = fork(fileURLToPath(new URL('paced-sender.js', import.meta.url)))
  closeLater(async () => {
    sender.disconnect()
    await once(sender, 'exit')
  })
  return {
    /**
     * `seconds` is how long it took until the last answer was there.
     *
     * @returns {Promise<{ times: number[], statuses: Record<string, number>, sent: number, seconds: number }[]>} by stream
     */
    async send(url, duration, streams) {
      sender.send({ url, duration, streams })
      return (await once(sender, 'message'))[0]
    },
  }
}
