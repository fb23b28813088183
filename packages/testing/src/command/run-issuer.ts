import type { ProviderRequest } from '../http/provider-request.js'
import { startIssuer } from '../start-issuer.js'
import type { TestIssuer } from '../test-issuer.js'
import { describeIssuer } from './describe-issuer.js'
import { issuerOptionsOf } from './issuer-options.js'
import { type Arguments, UsageError } from './parse-arguments.js'

type Write = (text: string) => void

/** An issuer that a person runs. */
export interface IssuerCommand {
  /** Does what a key stands for. Returns `false` after it has quit. */
  press(key: string): Promise<boolean>
  close(): Promise<void>
}

/** Starts the issuer and prints what a person needs to know. */
export async function runIssuer(args: Arguments, write: Write): Promise<IssuerCommand> {
  const options = issuerOptionsOf(args)
  const log = ({ method, path }: ProviderRequest) => write(`${method} ${path}\n`)
  const issuer = await startIssuer(args.verbose ? { ...options, log } : options).catch((error: unknown) => {
    throw isPortTaken(error) ? new UsageError(`port ${args.port} is in use: choose another with --port`) : error
  })
  write(describeIssuer(issuer, args))
  const printToken = async () => write(`${await issuer.issueAccessToken(wishOf(args))}\n`)
  if (args.token !== undefined) await printToken()
  return {
    close: () => issuer.close(),
    async press(key) {
      if (key === 't') await printToken()
      if (key === 'r') await rotate(issuer, write)
      if (key !== 'q' && key !== '\u0003') return true
      await issuer.close()
      return false
    },
  }
}

function isPortTaken(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE'
}

function wishOf({ token, clientId }: Arguments) {
  const { audience, scope } = token ?? {}
  return { clientId, ...(audience !== undefined && { audience }), ...(scope !== undefined && { scope }) }
}

async function rotate(issuer: TestIssuer, write: Write): Promise<void> {
  await issuer.rotateKeys()
  write(`new key ${issuer.jwks.keys[0]?.kid}\n`)
}
