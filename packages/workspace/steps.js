import { ChildFailed } from './children.js'
import { paint, printLine } from './terminal.js'

/** @typedef {() => Promise<string | void> | string | void} Work returns what to print beside the time */

/**
 * Prints what is about to be done.
 *
 * @param {string} title
 * @param {string} [details]
 */
export function heading(title, details = '') {
  printLine()
  printLine(`${paint('bold', title)}${details === '' ? '' : `  ${paint('dim', details)}`}`)
}

/**
 * Prints a line that the reader should see although nothing failed.
 *
 * @param {string} text
 */
export function remark(text) {
  printLine(`  ${paint('yellow', '!')} ${text}`)
}

/**
 * Runs one step. When it ends, prints one line with the time it took; when it fails, also what its program printed.
 *
 * @param {string} name
 * @param {Work} work
 * @returns {Promise<boolean>} whether it succeeded
 */
export async function step(name, work) {
  return (await attempt(name, work)) === 0
}

/**
 * Like `step`, for a step that everything else depends on: a failure ends the process with the status of what failed.
 *
 * @param {string} name
 * @param {Work} work
 */
export async function requiredStep(name, work) {
  const status = await attempt(name, work)
  if (status !== 0) process.exit(status)
}

/**
 * @param {string} name
 * @param {Work} work
 * @returns {Promise<number>} an exit status
 */
async function attempt(name, work) {
  const since = Date.now()
  try {
    const details = (await work()) ?? ''
    printLine(`${line(paint('green', '✓'), name, since)}${details === '' ? '' : `   ${paint('dim', details)}`}`)
    return 0
  } catch (error) {
    printLine(line(paint('red', '✗'), name, since))
    printLine(`\n${describe(error).replace(/^(?=.)/gm, '    ')}\n`)
    return error instanceof ChildFailed ? error.status : 1
  }
}

/**
 * @param {string} mark
 * @param {string} name
 * @param {number} since epoch ms
 */
const line = (mark, name, since) =>
  `  ${mark} ${name.padEnd(36)}${((Date.now() - since) / 1000).toFixed(1).padStart(6)} s`

/** @param {unknown} error */
function describe(error) {
  if (error instanceof ChildFailed) return `${error.output.trimEnd()}\n${error.message}`.trimStart()
  if (error instanceof Error) return error.name === 'Error' ? error.message : String(error.stack)
  return String(error)
}
