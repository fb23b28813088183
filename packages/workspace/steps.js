import { ChildFailed } from './children.js'
import { beginLine, paint, print } from './terminal.js'

/**
 * Prints what is about to be done.
 *
 * @param {string} title
 * @param {string} [details]
 */
export function heading(title, details = '') {
  print(`\n${paint('bold', title)}${details === '' ? '' : `  ${paint('dim', details)}`}\n`)
}

/**
 * Prints a line that someone should read although nothing failed.
 *
 * @param {string} text
 */
export function remark(text) {
  print(`  ${paint('yellow', '!')} ${text}\n`)
}

/**
 * Runs one step and prints one line for it, with the time it took; what a program printed is shown if it failed.
 *
 * @param {string} name
 * @param {() => Promise<string | void> | string | void} work answers with what to say beside the time
 * @returns {Promise<boolean>} whether it went well
 */
export async function step(name, work) {
  return (await attempt(name, work)) === 0
}

/**
 * As `step`, for one of several that run at once.
 *
 * @param {string} name
 * @param {() => Promise<string | void> | string | void} work
 * @returns {Promise<boolean>} whether it went well
 */
export async function parallelStep(name, work) {
  return (await attempt(name, work, true)) === 0
}

/**
 * As `step`, for what nothing can go on without: a failure ends the process with the status of what failed.
 *
 * @param {string} name
 * @param {() => Promise<string | void> | string | void} work
 */
export async function requiredStep(name, work) {
  const status = await attempt(name, work)
  if (status !== 0) process.exit(status)
}

/**
 * @param {string} name
 * @param {() => Promise<string | void> | string | void} work
 * @param {boolean} [hasCompany]
 * @returns {Promise<number>} the exit status it comes to
 */
async function attempt(name, work, hasCompany = false) {
  const line = beginLine(name, hasCompany)
  try {
    line.finish('good', (await work()) ?? '')
    return 0
  } catch (error) {
    line.finish('bad', '')
    print(`\n${describe(error).replace(/^(?=.)/gm, '    ')}\n\n`)
    return error instanceof ChildFailed ? error.status : 1
  }
}

/** @param {unknown} error */
function describe(error) {
  if (error instanceof ChildFailed) return `${error.output.trimEnd()}\n${error.message}`.trimStart()
  if (error instanceof Error) return error.name === 'Error' ? error.message : String(error.stack)
  return String(error)
}
