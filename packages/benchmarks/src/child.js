import { fork } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { pinned } from './pinning.js'

const entry = fileURLToPath(new URL('contestant.js', import.meta.url))

/** Starts a contestant on a processor of its own where there are two. */
export async function startContestant(module, config) {
  const child = fork(entry, [new URL(module, import.meta.url).href, JSON.stringify(config)], {
    ...(availableParallelism() > 1 ? pinned : {}),
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`${JSON.stringify(config)} ended with status ${code} before it listened`)
  })
  const [{ port }] = await Promise.race([once(child, 'message'), failed])
  failed.catch(() => undefined)
  const waiting = new Map()
  child.on('message', ({ id, answer }) => {
    waiting.get(id)?.(answer)
    waiting.delete(id)
  })
  let questions = 0
  const ask = (question, rest = {}) =>
    new Promise((resolve) => {
      questions += 1
      waiting.set(questions, resolve)
      child.send({ id: questions, question, ...rest })
    })
  return {
    url: `http://127.0.0.1:${port}`,
    ask,
    async stop() {
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}
