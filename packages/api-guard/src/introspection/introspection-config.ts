import {
  assertProviderUrl,
  endpointOf,
  type FetchOptions,
  type KeySource,
  type MetadataSource,
  type ProviderFetch,
  parsePrivateKey,
  type TokenProfile,
} from '@tandem-auth/tokens'
import { assertKnown, assertSeconds, owner } from '../option-checks.js'
import type { IntrospectionOptions } from '../options.js'
import { type ClientAuthentication, clientSecretBasic, privateKeyJwt, tokenItself } from './client-authentication.js'
import { createIntrospection, type Introspection } from './introspection.js'
import { signedAnswers } from './signed-response.js'

/** What the rest of an issuer's configuration says. */
export interface IntrospectionSurroundings extends Pick<FetchOptions, 'insecureHosts'> {
  readonly issuer: string
  readonly profile: TokenProfile
  readonly fetch: ProviderFetch
  readonly metadata: MetadataSource
  readonly keys: KeySource
  readonly algorithms: ReadonlySet<string>
  /** Seconds. */
  readonly clockTolerance: number
}

const names = [
  'clientId',
  'clientSecret',
  'privateKey',
  'endpoint',
  'cache',
] as const satisfies readonly (keyof IntrospectionOptions)[]

/** @throws TypeError naming the option */
export function parseIntrospection(
  options: IntrospectionOptions | undefined,
  surroundings: IntrospectionSurroundings,
): Introspection | undefined {
  const { profile, fetch, issuer, insecureHosts } = surroundings
  const tokenInfo = profile.introspection?.tokenInfo
  if (options === undefined && tokenInfo === undefined) {
    if (profile.opaqueTokens !== true) return undefined
    throw new TypeError(`${owner}: "introspection" is required with the token profile ${profile.name}`)
  }
  const given: IntrospectionOptions = options === undefined ? {} : options
  assertKnown('"introspection"', given, names)
  const { clientId, endpoint } = given
  if (endpoint !== undefined) assertProviderUrl(owner, 'introspection.endpoint', endpoint, insecureHosts)
  const request = {
    fetch,
    endpoint: endpointSource(endpoint ?? tokenInfo, surroundings),
    authenticate: tokenInfo === undefined ? parseClient(given, issuer) : assertNoClient(given, profile),
    signedAnswers: signedAnswers({ ...surroundings, clientId }),
    tokenInfo: tokenInfo !== undefined,
    inactiveStatuses: tokenInfo === undefined ? (profile.introspection?.inactiveStatuses ?? []) : [400],
  }
  return createIntrospection({
    request,
    claimsOf: profile.introspection?.claimsOf,
    maxAge: parseMaxAge(given.cache),
  })
}

function endpointSource(
  endpoint: string | undefined,
  { metadata, insecureHosts }: IntrospectionSurroundings,
): () => Promise<string> {
  if (endpoint === undefined)
    return async () => endpointOf(await metadata.get(), 'introspection_endpoint', insecureHosts)
  const fixed = Promise.resolve(endpoint)
  return () => fixed
}

function parseClient(options: IntrospectionOptions, issuer: string): ClientAuthentication {
  const clientId = required('clientId', options.clientId)
  const { clientSecret, privateKey } = options
  if (privateKey === undefined) return clientSecretBasic(clientId, required('clientSecret', clientSecret))
  if (clientSecret !== undefined) {
    throw new TypeError(`${owner}: "introspection" has a clientSecret and a privateKey; give one of them`)
  }
  return privateKeyJwt({ clientId, privateKey: parsePrivateKey(owner, privateKey), audience: issuer })
}

function assertNoClient(options: IntrospectionOptions, { name }: TokenProfile): ClientAuthentication {
  const useless = (['clientId', 'clientSecret', 'privateKey'] as const).find((key) => options[key] !== undefined)
  if (useless === undefined) return tokenItself
  throw new TypeError(`${owner}: "introspection.${useless}" has no use with the token profile ${name}`)
}

function required(name: 'clientId' | 'clientSecret', value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value
  throw new TypeError(`${owner}: "introspection.${name}" must be a string, and not blank`)
}

function parseMaxAge(cache: IntrospectionOptions['cache']): number {
  if (cache === false) return 0
  if (cache !== undefined) assertKnown('"introspection.cache"', cache, ['maxAge'])
  const { maxAge = 60 } = cache ?? {}
  assertSeconds('introspection.cache.maxAge', maxAge, 1, 86_400)
  return maxAge * 1000
}
