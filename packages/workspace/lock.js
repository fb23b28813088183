import { closeSync, openSync, rmSync, statSync, utimesSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

// A holder touches its lock all the time, so one that was killed is found out by the age of the file. A process id
// would not do: the tree may be shared with a container that counts its processes by itself.
const touchEvery = 1_000
const staleAfter = 8_000

/**
 * Does `work` while no other process does so under the same file.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {() => void} onWait called once when another process has the lock
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
    // Whoever emptied .cache has also ended the lock.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error
  }
}
