import { spawn } from 'node:child_process'
import { childEnvironment } from './environment.js'

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] the whole environment; by default, this process's
 * @property {number} [timeout] seconds
 * @property {number} [uid] the user that it runs as, and the group
 * @property {number} [gid]
 */

const posix = process.platform !== 'win32'
const signals = /** @type {const} */ ({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()

/** A program that failed, with everything that it printed. */
export class ChildFailed extends Error {
  /**
   * @param {string} command
   * @param {number} status
   * @param {string} output
   */
  constructor(command, status, output) {
    super(`${command} ended with status ${status}`)
    this.name = 'ChildFailed'
    this.status = status
    this.output = output
  }
}

/**
 * Runs a program to its end and returns what it printed.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>}
 * @throws {ChildFailed}
 */
export function run(command, args, { env = childEnvironment(), timeout, ...options } = {}) {
  // A process group of its own, so that the processes that the program starts can be ended with it.
  const child = spawn(command, [...args], {
    ...options,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: posix,
    // npm, npx and pnpm are scripts there, which only a shell can start.
    shell: !posix && !command.includes('\\'),
  })
  watch(child)
  /** @type {Buffer[]} */
  const output = []
  child.stdout.on('data', (chunk) => output.push(chunk))
  child.stderr.on('data', (chunk) => output.push(chunk))
  const limit = timeout === undefined ? undefined : setTimeout(() => endGroup(child, 'SIGKILL'), timeout * 1000)
  return new Promise((resolve, reject) => {
    const finish = (/** @type {number} */ status, /** @type {string} */ note) => {
      clearTimeout(limit)
      unwatch(child)
      const text = Buffer.concat(output).toString() + note
      if (status === 0) resolve(text)
      else reject(new ChildFailed([command, ...args].join(' '), status, text))
    }
    child.on('error', (error) => finish(127, `${error.message}\n`))
    child.on('close', (code, signal) => finish(code ?? 1, signal === null ? '' : `ended by ${signal}\n`))
  })
}

/** @param {import('node:child_process').ChildProcess} child */
function watch(child) {
  if (running.size === 0) {
    for (const signal of Object.keys(signals)) process.on(signal, endAll)
    process.on('exit', endGroups)
  }
  running.add(child)
}

// The handlers exist only while a program runs: one that is imported later handles signals itself.
/** @param {import('node:child_process').ChildProcess} child */
function unwatch(child) {
  running.delete(child)
  if (running.size > 0) return
  for (const signal of Object.keys(signals)) process.off(signal, endAll)
  process.off('exit', endGroups)
}

/** @param {keyof typeof signals} signal */
function endAll(signal) {
  process.exit(128 + signals[signal])
}

function endGroups() {
  for (const child of running) endGroup(child, 'SIGTERM')
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function endGroup(child, signal) {
  if (child.pid === undefined) return
  try {
    process.kill(posix ? -child.pid : child.pid, signal)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error
  }
}
