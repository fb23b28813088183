import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { closeLater } from './cleanup.js'
import { pinContestant, unpinned } from './pinning.js'

const entry = fileURLToPath(new URL('contestant.js', import.meta.url))

/**
 * Starts one process, where this one may run; it ends with the group.
 *
 * @param {string} module from this folder
 * @param {object} config what its `createApp` is given, beside its own `url`
 */
export async function startContestant(module, config) {
  const child = fork(entry, [new URL(module, import.meta.url).href, JSON.stringify(config)], {
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const ended = endOf(child, config.name ?? module)
  closeLater(async () => {
    if (child.connected) child.disconnect()
    await ended.catch(() => undefined)
  })
  const [{ url }] = await Promise.race([once(child, 'message'), ended])
  return { url, pid: child.pid, ask: askerOf(child, ended) }
}

/**
 * Starts several at once, on every processor. Then they are put on the second one, and the load keeps the first.
 *
 * @returns {Promise<object>} name to contestant
 */
export async function startContestants(module, configs) {
  const contestants = await unpinned(() => startAnywhere(module, configs))
  for (const { pid } of Object.values(contestants)) pinContestant(pid)
  return contestants
}

/** Starts several that may use every processor. */
export async function startAnywhere(module, configs) {
  const started = Object.entries(configs).map(async ([name, config]) => [
    name,
    await startContestant(module, { name, ...config }),
  ])
  return Object.fromEntries(await Promise.all(started))
}

function endOf(child, name) {
  let output = ''
  child.stderr.on('data', (text) => {
    output = `${output}${text}`.slice(-2000)
  })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${name} ended with status ${code}\n${output}`)
  })
  ended.catch(() => undefined)
  return ended
}

function askerOf(child, ended) {
  const waiting = new Map()
  let questions = 0
  child.on('message', ({ id, answer }) => {
    waiting.get(id)?.(answer)
    waiting.delete(id)
  })
  return (question) => {
    questions += 1
    const id = questions
    const answered = new Promise((resolve) => waiting.set(id, resolve))
    child.send({ id, question })
    return Promise.race([answered, ended])
  }
}
