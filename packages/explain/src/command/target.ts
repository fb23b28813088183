import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ApiGuardOptions } from '@tandem-auth/api-guard'
import type { IdTokenCheck } from '@tandem-auth/client-session/id-token'
import { type Arguments, UsageError } from './parse-arguments.js'

/** Whose verdict is asked for. */
export type Target =
  | { readonly kind: 'guard'; readonly options: ApiGuardOptions }
  | { readonly kind: 'client'; readonly options: IdTokenCheck }

/** The guard or the client that the arguments describe; `undefined` if they describe none. @throws UsageError */
export async function targetOf(args: Arguments): Promise<Target | undefined> {
  const { issuer, clientId, audience, config } = args
  const network = await networkOf(args)
  if (config !== undefined) return fromConfig(await loadConfig(config), network)
  if (issuer === undefined) {
    if (audience.length > 0 || clientId !== undefined) throw new UsageError('--audience and --client-id need --issuer')
    return undefined
  }
  if (clientId !== undefined && audience.length === 0) {
    const { idTokenAlgorithm } = args
    return { kind: 'client', options: { issuer, clientId, idTokenAlgorithm, ...network } }
  }
  if (audience.length === 0) throw new UsageError('--issuer needs --audience (an API) or --client-id (a web app)')
  const tokenProfile = args.tokenProfile as ApiGuardOptions['tokenProfile']
  const scopes = args.scopes.length === 0 ? {} : { scopes: args.scopes }
  return { kind: 'guard', options: { issuer, audience, tokenProfile, ...scopes, ...network } }
}

async function networkOf({ online, jwks, insecureHosts }: Arguments) {
  const hosts = insecureHosts.length === 0 ? {} : { insecureHosts }
  if (jwks !== undefined) return { ...hosts, jwks: await readKeys(jwks) }
  return online ? hosts : { ...hosts, fetch: offline }
}

/** In place of `fetch`: whatever would leave this machine fails, and the signature stays undecided. */
async function offline(): Promise<Response> {
  throw new Error('offline')
}

async function readKeys(file: string): Promise<{ readonly keys: readonly object[] }> {
  const value: unknown = await readJson(file)
  if (typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys)) {
    return { keys: value.keys }
  }
  throw new UsageError(`${file} holds no key set: an object with "keys"`)
}

async function loadConfig(file: string): Promise<unknown> {
  if (file.endsWith('.json')) return readJson(file)
  try {
    const module: Record<string, unknown> = await import(pathToFileURL(resolve(file)).href)
    return module.default ?? module
  } catch (error) {
    throw new UsageError(`${file} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new UsageError(`${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** What only the options of `clientSession` have. */
const clientOptionNames = ['clientId', 'baseUrl', 'secret', 'clientSecret']

function fromConfig(value: unknown, network: object): Target {
  if (typeof value !== 'object' || value === null) throw new UsageError('--config must export an object of options')
  const options = { ...value, ...network } as ApiGuardOptions & IdTokenCheck
  const isClient = clientOptionNames.some((name) => name in value)
  if (!isClient) return { kind: 'guard', options }
  const { issuer, clientId, idTokenAlgorithm, clockTolerance, fetch, timeout, insecureHosts, jwks } = options
  if (typeof issuer !== 'string' || typeof clientId !== 'string') {
    throw new UsageError('--config of a client must have one "issuer" and a "clientId"')
  }
  const check = { idTokenAlgorithm, clockTolerance, fetch, timeout, insecureHosts, jwks }
  return { kind: 'client', options: { issuer, clientId, ...check } }
}
