import { closeSync, openSync, rmSync, statSync, utimesSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

// A holder touches its lock every second, so the age of the file shows that a holder was killed. A process id would not
// show it: the folder may be shared with a container that has process ids of its own.
const touchEvery = 1_000
const staleAfter = 8_000

/**
 * Runs `work` while no other process does so with the same file.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {() => void} onWait called once if another process has the lock
 * @returns {Promise<T>}
 */
export async function withLock(file, work, onWait) {
  for (let waited = false; !take(file); waited = true) {
    if (!waited) onWait()
    await wait(200)
  }
  const release = () => rmSync(file, { force: true })
  const timer = setInterval(() => touch(file), touchEvery)
  process.on('exit', release)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    process.off('exit', release)
    release()
  }
}

/** @param {string} file */
function take(file) {
  try {
    closeSync(openSync(file, 'wx'))
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
  }
  const touched = statSync(file, { throwIfNoEntry: false })?.mtimeMs
  if (touched !== undefined && Date.now() - touched > staleAfter) rmSync(file, { force: true })
  return false
}

/** @param {string} file */
function touch(file) {
  const now = new Date()
  try {
    utimesSync(file, now, now)
  } catch (error) {
    // Somebody emptied .cache, and with it released the lock.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error
  }
}
