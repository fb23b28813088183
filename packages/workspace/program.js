import { pathToFileURL } from 'node:url'

/**
 * Continues as another program in this process, which leaves the terminal, the signals and the exit status to it.
 *
 * @param {string} file
 * @param {readonly string[]} args
 */
export async function runInProcess(file, args) {
  process.argv.splice(1, process.argv.length - 1, file, ...args)
  await import(pathToFileURL(file).href)
}
