import { readFile } from 'node:fs/promises'
import { runDoctor } from '../doctor/run-doctor.js'
import { writeFindings } from '../doctor/write-findings.js'
import { servePage } from '../page/serve-page.js'
import { readToken } from '../token/read-token.js'
import { explain } from './explain.js'
import { type Arguments, UsageError } from './parse-arguments.js'
import { targetOf } from './target.js'
import { writeExplanation } from './write-explanation.js'

export interface Terminal {
  readonly stdin: AsyncIterable<unknown> & { readonly isTTY?: boolean }
  readonly write: (text: string) => void
}

const longestInput = 1024 * 1024

/** Does what the arguments say. Resolves to the exit status. @throws UsageError, TypeError */
export async function run(args: Arguments, { stdin, write }: Terminal): Promise<number> {
  if (args.version) {
    const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
    write(`${manifest.version}\n`)
    return 0
  }
  if (args.command === 'doctor') {
    const findings = await runDoctor({ ...args, clientSecret: process.env.CLIENT_SECRET })
    write(args.json ? `${JSON.stringify(findings, undefined, 2)}\n` : writeFindings(findings))
    return findings.some(({ level }) => level === 'problem') ? 1 : 0
  }
  const target = await targetOf(args)
  if (args.page) {
    const { url } = await servePage({ port: args.port, target })
    write(`${url}\nPaste a token there. It stays on this machine. Ctrl+C ends it.\n`)
    return 0
  }
  const token = readToken(await readInput(stdin))
  if (token === undefined)
    throw new UsageError('There is no token on standard input: pbpaste | npx @tandem-auth/explain')
  const explanation = await explain(token, target)
  write(args.json ? `${JSON.stringify(explanation, undefined, 2)}\n` : writeExplanation(explanation, Date.now() / 1000))
  return explanation.verdict?.outcome === 'refused' || explanation.token.form === 'malformed' ? 1 : 0
}

async function readInput(stdin: Terminal['stdin']): Promise<string> {
  if (stdin.isTTY === true)
    throw new UsageError('A token is read from standard input: pbpaste | npx @tandem-auth/explain')
  let text = ''
  for await (const chunk of stdin) {
    text += String(chunk)
    if (text.length > longestInput) throw new UsageError('The input is longer than 1 MiB: that is no token')
  }
  return text
}
