import { pathToFileURL } from 'node:url'

/**
 * Goes on as another program, in this very process: it has the terminal, the signals and the exit status to itself, and
 * nothing is left behind when it ends.
 *
 * @param {string} file
 * @param {readonly string[]} args
 */
export async function runInProcess(file, args) {
  process.argv.splice(1, process.argv.length - 1, file, ...args)
  await import(pathToFileURL(file).href)
}
