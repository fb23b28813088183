import { type ParseArgsConfig, parseArgs } from 'node:util'

export const commandOptions = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
  json: { type: 'boolean' },
  online: { type: 'boolean' },
  page: { type: 'boolean' },
  port: { type: 'string', short: 'p' },
  config: { type: 'string', short: 'c' },
  issuer: { type: 'string', short: 'i' },
  audience: { type: 'string', short: 'a', multiple: true },
  scope: { type: 'string', short: 's', multiple: true },
  'token-profile': { type: 'string' },
  'client-id': { type: 'string' },
  'id-token-algorithm': { type: 'string' },
  'base-url': { type: 'string' },
  'insecure-host': { type: 'string', multiple: true },
  jwks: { type: 'string' },
} as const satisfies ParseArgsConfig['options']

/** What the command is told to do. */
export interface Arguments {
  readonly command: 'explain' | 'doctor'
  /** The URL of an API, for `doctor`. */
  readonly api: string | undefined
  readonly help: boolean
  readonly version: boolean
  readonly json: boolean
  readonly online: boolean
  readonly page: boolean
  readonly port: number
  readonly config: string | undefined
  readonly issuer: string | undefined
  readonly audience: readonly string[]
  readonly scopes: readonly string[]
  readonly tokenProfile: string | undefined
  readonly clientId: string | undefined
  readonly idTokenAlgorithm: string | undefined
  readonly baseUrl: string | undefined
  readonly insecureHosts: readonly string[]
  readonly jwks: string | undefined
}

/** A mistake in the arguments. Its message is for the person who typed them. */
export class UsageError extends Error {}

/** @throws UsageError */
export function parseArguments(argv: string[]): Arguments {
  const { values, positionals } = parse(argv)
  const command = positionals[0] === 'doctor' ? 'doctor' : 'explain'
  const [api, ...more] = command === 'doctor' ? positionals.slice(1) : positionals
  // A shell keeps its history, and other users see the arguments of a process.
  if (command === 'explain' && api !== undefined) {
    throw new UsageError(
      'A token is read from standard input, never from an argument: pbpaste | npx @tandem-auth/explain',
    )
  }
  if (more.length > 0) throw new UsageError(`unknown argument "${more[0]}"`)
  return {
    ...{ command, api },
    help: values.help ?? false,
    version: values.version ?? false,
    json: values.json ?? false,
    online: values.online ?? false,
    page: values.page ?? false,
    port: portOf(values.port ?? '9500'),
    config: values.config,
    issuer: values.issuer,
    audience: values.audience ?? [],
    scopes: (values.scope ?? []).flatMap((scope) => scope.split(' ')),
    tokenProfile: values['token-profile'],
    clientId: values['client-id'],
    idTokenAlgorithm: values['id-token-algorithm'],
    baseUrl: values['base-url'],
    insecureHosts: values['insecure-host'] ?? [],
    jwks: values.jwks,
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: commandOptions, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message.split('. ')[0] : String(error))
  }
}

function portOf(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new UsageError(`--port must be a number from 0 to 65535, not "${text}"`)
}
