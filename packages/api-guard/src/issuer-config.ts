import {
  algorithmNames,
  assertProviderUrl,
  createKeySource,
  createMetadataSource,
  createProviderFetch,
  detectProfile,
  isAlgorithm,
  type ProviderFetch,
  type TokenProfile,
  tokenProfiles,
} from '@tandem-auth/tokens'
import type { IssuerConfig } from './issuers.js'
import { assertKnown, owner, parseList } from './option-checks.js'
import type { ApiGuardOptions, IssuerOptions } from './options.js'

const names = [
  'issuer',
  'audience',
  'tokenProfile',
  'clientIds',
  'algorithms',
  'jwksUri',
  'jwks',
  'metadata',
] as const satisfies readonly (keyof IssuerOptions)[]

// What names a place or a client of one issuer can't be meant for all of them.
const ofOneIssuer = ['jwks', 'jwksUri', 'metadata', 'clientIds'] as const satisfies readonly (keyof IssuerOptions)[]

/** @throws TypeError naming the option */
export function parseIssuers(options: ApiGuardOptions, clockTolerance: number): readonly IssuerConfig[] {
  const given: readonly (string | IssuerOptions)[] = Array.isArray(options.issuer) ? options.issuer : [options.issuer]
  if (given.length === 0) throw new TypeError(`${owner}: "issuer" must not be empty`)
  if (given.length > 1) assertNoneOfOneIssuer(options)
  const fetch = createProviderFetch(owner, options)
  const configs = given.map((item) => parseIssuer(mergeIssuer(item, options), options, fetch, clockTolerance))
  const repeated = configs.find(({ issuer }, index) => configs.findIndex((other) => other.issuer === issuer) !== index)
  if (repeated !== undefined) throw new TypeError(`${owner}: "issuer" holds ${repeated.issuer} twice`)
  return configs
}

function assertNoneOfOneIssuer(options: ApiGuardOptions): void {
  const misplaced = ofOneIssuer.find((name) => options[name] !== undefined)
  if (misplaced === undefined) return
  throw new TypeError(`${owner}: "${misplaced}" belongs to one issuer; give it as issuer: [{ issuer, ${misplaced} }]`)
}

function mergeIssuer(item: string | IssuerOptions, options: ApiGuardOptions): IssuerOptions {
  const own: IssuerOptions = typeof item === 'string' ? { issuer: item } : item
  assertKnown('"issuer"', own, names)
  const { audience, tokenProfile, clientIds, algorithms, jwksUri, jwks, metadata } = options
  const shared = { audience, tokenProfile, clientIds, algorithms, jwksUri, jwks, metadata }
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined))
  return { ...shared, ...given, issuer: own.issuer }
}

function parseIssuer(
  options: IssuerOptions,
  { insecureHosts }: ApiGuardOptions,
  fetch: ProviderFetch,
  clockTolerance: number,
): IssuerConfig {
  const issuer = parseIssuerName(options.issuer, insecureHosts)
  const profile = parseProfile(options.tokenProfile, issuer)
  const clientIds = options.clientIds === undefined ? undefined : new Set(parseList('clientIds', options.clientIds))
  const metadata = createMetadataSource({ issuer, fetch, metadata: parseMetadata(options) })
  const { jwks } = options
  const jwksUri =
    options.jwksUri === undefined ? undefined : assertProviderUrl(owner, 'jwksUri', options.jwksUri, insecureHosts)
  if (jwks !== undefined && jwksUri !== undefined) {
    throw new TypeError(`${owner}: "jwks" and "jwksUri" are two answers to one question; give one`)
  }
  return {
    issuer,
    audience: parseAudience(options, profile, clientIds),
    profile,
    clientIds,
    algorithms: parseAlgorithms(options.algorithms),
    clockTolerance,
    keys: namedKeySource(() => createKeySource({ issuer, fetch, metadata, jwksUri, jwks, insecureHosts })),
  }
}

function namedKeySource<T>(create: () => T): T {
  try {
    return create()
  } catch (error) {
    throw error instanceof TypeError ? new TypeError(`${owner}: ${error.message}`) : error
  }
}

function parseIssuerName(issuer: unknown, insecureHosts: readonly string[] | undefined): string {
  if (typeof issuer !== 'string' || issuer.trim() === '') throw new TypeError(`${owner}: "issuer" must not be empty`)
  const url = new URL(assertProviderUrl(owner, 'issuer', issuer, insecureHosts))
  // RFC 8414, 2: an issuer has no query and no fragment.
  if (url.search !== '' || url.hash !== '')
    throw new TypeError(`${owner}: "issuer" must not have a query or a fragment`)
  return issuer
}

function parseProfile(profile: IssuerOptions['tokenProfile'], issuer: string): TokenProfile {
  if (profile === undefined) return detectProfile(issuer)
  if (typeof profile === 'object' && profile !== null && typeof profile.prove === 'function') return profile
  if (typeof profile === 'string' && Object.hasOwn(tokenProfiles, profile)) return tokenProfiles[profile]
  const known = Object.keys(tokenProfiles).join(', ')
  throw new TypeError(`${owner}: "tokenProfile" must be one of ${known}, or a TokenProfile`)
}

function parseAudience(
  { audience }: IssuerOptions,
  profile: TokenProfile,
  clientIds: ReadonlySet<string> | undefined,
): ReadonlySet<string> | false {
  if (audience === undefined) throw new TypeError(`${owner}: "audience" is required: this API's identifier`)
  if (audience !== false) return new Set(parseList('audience', audience))
  if (profile.withoutAudience !== true) {
    throw new TypeError(`${owner}: "audience" can't be false with the token profile ${profile.name}`)
  }
  if (clientIds === undefined) throw new TypeError(`${owner}: "clientIds" is required where "audience" is false`)
  return false
}

function parseAlgorithms(algorithms: unknown): ReadonlySet<string> {
  if (algorithms === undefined) return new Set(algorithmNames)
  const names = parseList('algorithms', algorithms)
  const other = names.find((name) => !isAlgorithm(name))
  if (other === undefined) return new Set(names)
  throw new TypeError(`${owner}: "algorithms" can't hold "${other}"; it takes ${algorithmNames.join(', ')}`)
}

function parseMetadata({ metadata, jwks, jwksUri }: IssuerOptions): IssuerOptions['metadata'] {
  if (metadata === undefined) return undefined
  if (typeof metadata !== 'object' || metadata === null) throw new TypeError(`${owner}: "metadata" must be an object`)
  if (jwks === undefined && jwksUri === undefined && typeof metadata.jwks_uri !== 'string') {
    throw new TypeError(`${owner}: "metadata" has no jwks_uri, and neither "jwks" nor "jwksUri" is given`)
  }
  return metadata
}
