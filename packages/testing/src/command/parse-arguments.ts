import { type ParseArgsConfig, parseArgs } from 'node:util'

/** What the command is told to do. */
export interface Arguments {
  readonly help: boolean
  readonly version: boolean
  readonly verbose: boolean
  readonly interactive: boolean
  readonly port: number
  readonly path: string | undefined
  readonly preset: string | undefined
  readonly algorithm: string | undefined
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUris: readonly string[] | undefined
  readonly user: Record<string, unknown>
  /** Seconds. */
  readonly lifetime: number
  /** The access token to print at once. */
  readonly token: { audience: string | undefined; scope: string } | undefined
}

/** The options of the command, which `help` explains. */
export const commandOptions = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
  verbose: { type: 'boolean' },
  interactive: { type: 'boolean' },
  port: { type: 'string', short: 'p' },
  path: { type: 'string' },
  preset: { type: 'string' },
  algorithm: { type: 'string' },
  'client-id': { type: 'string' },
  'client-secret': { type: 'string' },
  'redirect-uri': { type: 'string', multiple: true },
  user: { type: 'string' },
  lifetime: { type: 'string' },
  token: { type: 'boolean', short: 't' },
} as const satisfies ParseArgsConfig['options']

/** A mistake in the arguments. Its message is for the person who typed them. */
export class UsageError extends Error {}

/** @throws UsageError */
export function parseArguments(args: string[]): Arguments {
  const { values, positionals } = parse(args)
  const { token = false } = values
  if (positionals.length > 0 && !token) throw new UsageError(`unknown argument "${positionals[0]}"`)
  const [audience, ...scopes] = positionals
  return {
    help: values.help ?? false,
    version: values.version ?? false,
    verbose: values.verbose ?? false,
    interactive: values.interactive ?? false,
    port: toNumber('port', values.port ?? '9400', 65_535),
    path: values.path,
    preset: values.preset,
    algorithm: values.algorithm,
    clientId: values['client-id'] ?? 'client-1',
    clientSecret: values['client-secret'] ?? 'secret-1',
    redirectUris: values['redirect-uri'],
    user: toObject('user', values.user ?? '{}'),
    lifetime: toNumber('lifetime', values.lifetime ?? '3600', 1e9),
    token: token ? { audience, scope: scopes.join(' ') } : undefined,
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: commandOptions,
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function toNumber(name: string, text: string, max: number): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number > max) throw new UsageError(`--${name} must be a number up to ${max}`)
  return number
}

function toObject(name: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  } catch {
    // Refused below.
  }
  throw new UsageError(`--${name} must be a JSON object, for example '{"sub":"alice"}'`)
}
