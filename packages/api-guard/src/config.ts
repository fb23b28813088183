import type { IncomingMessage } from 'node:http'
import { assertProviderUrl } from '@tandem-auth/tokens'
import type { ChallengeConfig } from './challenge.js'
import { parseIssuers } from './issuers/issuer-config.js'
import { createIssuers, type Issuers } from './issuers/issuers.js'
import { assertBoolean, assertKnown, assertSeconds, owner, parseScopes } from './option-checks.js'
import type { ApiGuardOptions } from './options.js'
import type { CacheConfig } from './verified-tokens.js'

/** What a guard runs on. */
export interface GuardConfig {
  readonly issuers: Issuers
  /** For each issuer the set of it alone, for those who say which one a token must come from. */
  readonly issuersByName: ReadonlyMap<string, Issuers>
  readonly selectIssuer: ((req: IncomingMessage) => unknown) | undefined
  readonly scopes: readonly string[]
  readonly optional: boolean
  readonly cache: CacheConfig | undefined
  readonly isRevoked: ApiGuardOptions['isRevoked']
  readonly challenge: ChallengeConfig
}

const names = [
  'issuer',
  'audience',
  'scopes',
  'tokenProfile',
  'clientIds',
  'algorithms',
  'jwksUri',
  'jwks',
  'metadata',
  'introspection',
  'selectIssuer',
  'optional',
  'clockTolerance',
  'cache',
  'isRevoked',
  'realm',
  'resourceMetadata',
  'fetch',
  'timeout',
  'insecureHosts',
] as const satisfies readonly (keyof ApiGuardOptions)[]

/** @throws TypeError naming the option */
export function parseOptions(options: ApiGuardOptions): GuardConfig {
  assertKnown('the options', options, names)
  const { optional = false, clockTolerance = 5, isRevoked } = options
  assertBoolean('optional', optional)
  assertSeconds('clockTolerance', clockTolerance, 0, 300)
  if (isRevoked !== undefined && typeof isRevoked !== 'function') {
    throw new TypeError(`${owner}: "isRevoked" must be a function`)
  }
  const scopes = parseScopes('scopes', options.scopes)
  const issuers = createIssuers(parseIssuers(options, clockTolerance))
  assertScopes(issuers, scopes)
  return {
    issuers,
    issuersByName: new Map(issuers.all.map((issuer) => [issuer.issuer, createIssuers([issuer])])),
    selectIssuer: parseSelection(options, issuers),
    scopes,
    optional,
    cache: parseCache(options.cache),
    isRevoked,
    challenge: { realm: parseRealm(options.realm), resourceMetadata: parseResourceMetadata(options) },
  }
}

// Where the client chooses the audience, a scope is what says that a token is for this API.
function assertScopes({ all }: Issuers, scopes: readonly string[]): void {
  const needy = all.find(({ profile }) => profile.requiresScopes === true)
  if (needy === undefined || scopes.length > 0) return
  throw new TypeError(`${owner}: "scopes" is required with the token profile ${needy.profile.name}`)
}

function parseSelection({ selectIssuer }: ApiGuardOptions, { all }: Issuers): GuardConfig['selectIssuer'] {
  if (selectIssuer !== undefined) {
    if (typeof selectIssuer !== 'function') throw new TypeError(`${owner}: "selectIssuer" must be a function`)
    return selectIssuer
  }
  // Nothing in an opaque token says whose it is, and a token must not be shown to a provider that it doesn't come from.
  if (all.filter(({ introspection }) => introspection !== undefined).length < 2) return undefined
  throw new TypeError(`${owner}: "introspection" at more than one issuer needs "selectIssuer"`)
}

function parseCache(cache: ApiGuardOptions['cache']): CacheConfig | undefined {
  if (cache === false) return undefined
  const { maxEntries = 10_000, maxAge = 300 } = cache ?? {}
  if (cache !== undefined) assertKnown('"cache"', cache, ['maxEntries', 'maxAge'])
  if (!Number.isSafeInteger(maxEntries) || maxEntries < 1) {
    throw new TypeError(`${owner}: "cache.maxEntries" must be a whole number of at least 1`)
  }
  assertSeconds('cache.maxAge', maxAge, 1, 86_400)
  return { maxEntries, maxAge: maxAge * 1000 }
}

// A quote or a line break would let the configuration write another parameter into the header (RFC 9110, 5.6.4).
function parseRealm(realm: unknown): string | undefined {
  if (realm === undefined) return undefined
  if (typeof realm !== 'string' || !/^[\x20\x21\x23-\x5b\x5d-\x7e]{1,200}$/.test(realm)) {
    throw new TypeError(`${owner}: "realm" must be printable ASCII without quotes and backslashes`)
  }
  return realm
}

function parseResourceMetadata({ resourceMetadata, insecureHosts }: ApiGuardOptions): string | undefined {
  if (resourceMetadata === undefined) return undefined
  return new URL(assertProviderUrl(owner, 'resourceMetadata', resourceMetadata, insecureHosts)).href
}
