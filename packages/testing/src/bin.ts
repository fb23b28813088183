#!/usr/bin/env node
import { help } from './command/help.js'
import { parseArguments, UsageError } from './command/parse-arguments.js'

main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof UsageError)) throw error
  process.stderr.write(`${error.message}\nnpx @tandem-auth/testing --help lists the options.\n`)
  process.exitCode = 2
})

async function main(argv: string[]): Promise<void> {
  const args = parseArguments(argv)
  if (args.help) return void process.stdout.write(help)
  if (args.version) return printVersion()
  // Loaded only now, so that --help responds at once.
  const { runIssuer } = await import('./command/run-issuer.js')
  const command = await runIssuer(args, (text) => void process.stdout.write(text))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void command.close().then(quit))
  listenToKeys(async (key) => {
    if (!(await command.press(key))) quit()
  })
}

async function printVersion(): Promise<void> {
  const { readFile } = await import('node:fs/promises')
  const manifest = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
  process.stdout.write(`${manifest.version}\n`)
}

/** Keys come one by one from a terminal, and in chunks from a pipe. An end of the input ends nothing. */
function listenToKeys(onKey: (key: string) => Promise<void>): void {
  const { stdin } = process
  if (stdin.isTTY) stdin.setRawMode(true)
  stdin.setEncoding('utf8').on('data', async (text: string) => {
    for (const key of text) await onKey(key)
  })
}

function quit(): void {
  process.exit(0)
}
