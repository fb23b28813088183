import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/**
 * Runs a program that uses this terminal and returns its exit status.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, timeout?: number, onTimeout?: () => void }} [options] `timeout` in seconds
 * @returns {Promise<number>}
 */
export async function runInTerminal(command, args, { env, timeout, onTimeout } = {}) {
  const child = spawn(command, [...args], { env, stdio: 'inherit' })
  // The terminal sends Ctrl-C to the program, too. A signal sent only to this process has to be passed on.
  const forward = (/** @type {NodeJS.Signals} */ signal) =>
    signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)
  const signals = /** @type {const} */ (['SIGHUP', 'SIGINT', 'SIGTERM'])
  for (const signal of signals) process.on(signal, forward)
  const limit =
    timeout &&
    setTimeout(() => {
      onTimeout?.()
      child.kill('SIGKILL')
    }, timeout * 1000)
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']))
    })
  } finally {
    clearTimeout(limit || undefined)
    for (const signal of signals) process.off(signal, forward)
  }
}
