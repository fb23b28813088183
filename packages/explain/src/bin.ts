#!/usr/bin/env node
import { help } from './command/help.js'
import { parseArguments, UsageError } from './command/parse-arguments.js'

main(process.argv.slice(2)).catch((error: unknown) => {
  // A wrong option of the guard is a wrong argument here.
  if (!(error instanceof UsageError || error instanceof TypeError)) throw error
  process.stderr.write(`${error.message}\nnpx @tandem-auth/explain --help lists the options.\n`)
  process.exitCode = 2
})

async function main(argv: string[]): Promise<void> {
  const args = parseArguments(argv)
  if (args.help) return void process.stdout.write(help)
  // Loaded only now, so that --help responds at once.
  const { run } = await import('./command/run.js')
  process.exitCode = await run(args, { stdin: process.stdin, write: (text) => void process.stdout.write(text) })
}
