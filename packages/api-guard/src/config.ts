import type { IncomingMessage } from 'node:http'
import {
  algorithmNames,
  assertProviderUrl,
  type OptionChecks,
  type OptionParsers,
  optionChecks,
  parseDecryptionKeys,
  type TokenDecryption,
  tokenDecryption,
} from '@tandem-auth/tokens'
import type { ChallengeConfig } from './challenge.js'
import type { Downstream } from './exchange/downstream.js'
import { parseDownstream } from './exchange/parse-exchange.js'
import { parseIssuers } from './issuers/issuer-config.js'
import { createIssuers, type Issuers } from './issuers/issuers.js'
import type { GuardOptions } from './options.js'
import { confirmationMethodsOf, dpopChallenge, type ParsedBinding, parseBinding } from './proof/parse-binding.js'
import { parseResource, type Resource } from './resource/parse-resource.js'
import type { CacheConfig } from './verified-tokens.js'

const owner = 'apiGuard'
const checks: OptionChecks = optionChecks(owner)

/** The parsed options that a guard runs on. */
export interface GuardConfig extends ParsedGuardOptions {
  /** Returns the granted scopes of a token, and those that they include. */
  readonly effective: (granted: readonly string[]) => readonly string[]
}

export interface ParsedGuardOptions {
  readonly issuers: Issuers
  /** For each issuer a set with only that issuer, for guards with `selectIssuer`. */
  readonly issuersByName: ReadonlyMap<string, Issuers>
  readonly selectIssuer: ((req: IncomingMessage) => unknown) | undefined
  readonly scopes: readonly string[]
  readonly optional: boolean
  readonly cache: CacheConfig | undefined
  readonly isRevoked: GuardOptions['isRevoked']
  readonly challenge: ChallengeConfig
  readonly credentials: GuardOptions['credentials']
  readonly resource: Resource | undefined
  /** Undefined for a guard that accepts only bearer tokens. */
  readonly binding: ParsedBinding | undefined
  readonly decrypt: TokenDecryption | undefined
  readonly downstream: ReadonlyMap<string, Downstream>
  /** How downstream APIs are called. */
  readonly fetch: typeof globalThis.fetch
}

// `unparsed`: parsed by `parseIssuers`, or together with another option.
const parsers = {
  issuer: checks.unparsed(),
  audience: checks.unparsed(),
  tokenProfile: checks.unparsed(),
  clientIds: checks.unparsed(),
  algorithms: checks.unparsed(),
  jwksUri: checks.unparsed(),
  jwks: checks.unparsed(),
  metadata: checks.unparsed(),
  introspection: checks.unparsed(),
  exchange: checks.unparsed(),
  downstream: checks.unparsed(),
  fetch: checks.unparsed(),
  timeout: checks.unparsed(),
  insecureHosts: checks.unparsed(),
  metadataUrl: checks.unparsed(),
  resource: checks.unparsed(),
  resourceMetadata: checks.unparsed(),
  credentials: checks.optional(checks.function<NonNullable<GuardOptions['credentials']>>()),
  selectIssuer: checks.optional(checks.function<NonNullable<GuardOptions['selectIssuer']>>()),
  scopes: checks.optional(checks.scopes),
  optional: checks.boolean(false),
  clockTolerance: checks.seconds(5, { least: 0, most: 300 }),
  cache: parseCache,
  isRevoked: checks.optional(checks.function<NonNullable<GuardOptions['isRevoked']>>()),
  realm: checks.optional(parseRealm),
  dpop: checks.unparsed(),
  mutualTls: checks.unparsed(),
  security: checks.optional(checks.oneOf('fapi2')),
  decryptionKeys: checks.optional((value, option) => parseDecryptionKeys(checks, value, option)),
} satisfies OptionParsers<GuardOptions>

/** @throws TypeError naming the option */
export function parseOptions(options: GuardOptions): ParsedGuardOptions {
  const parsed = checks.parse(options, parsers)
  const resource = options.resource && parseResource(options.resource, options.insecureHosts)
  const { scopes = [], selectIssuer, optional, clockTolerance, cache, isRevoked, realm } = parsed
  const strongAlgorithms = parsed.security === 'fapi2' ? fapi2Algorithms : algorithmNames
  const binding = parseBinding(options, {
    clockTolerance,
    insecureHosts: options.insecureHosts,
    algorithms: new Set(strongAlgorithms),
    boundOnly: parsed.security === 'fapi2',
  })
  const confirmationMethods = confirmationMethodsOf(binding)
  const issuers = createIssuers(
    parseIssuers(withAudience(options, resource), { clockTolerance, confirmationMethods, strongAlgorithms }),
  )
  assertScopes(issuers, scopes)
  assertSelection(issuers, selectIssuer)
  return {
    issuers,
    issuersByName: new Map(issuers.all.map((issuer) => [issuer.issuer, createIssuers([issuer])])),
    selectIssuer,
    scopes,
    optional,
    cache,
    isRevoked,
    challenge: {
      realm,
      resourceMetadata: resource === undefined ? parseResourceMetadata(options) : resource.metadataUrl,
      dpop: dpopChallenge(binding),
      scopes,
      requestable: resource?.requestable,
    },
    credentials: parsed.credentials,
    resource,
    binding,
    decrypt: parsed.decryptionKeys && tokenDecryption(parsed.decryptionKeys),
    downstream: downstreamOf(options, issuers),
    // Looked up with each call, because tests and tracers replace the global one later.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
  }
}

function withAudience(options: GuardOptions, resource: Resource | undefined): GuardOptions {
  if (resource === undefined) return options
  if (options.resourceMetadata !== undefined) {
    checks.fail('resourceMetadata', 'cannot be used together with "resource", which has metadata of its own')
  }
  return options.audience === undefined ? { ...options, audience: resource.audience } : options
}

function downstreamOf({ downstream, insecureHosts }: GuardOptions, { all }: Issuers): ReadonlyMap<string, Downstream> {
  const canExchange = all.some(({ exchange }) => exchange !== undefined)
  if (downstream === undefined) {
    if (canExchange) checks.fail('exchange', 'needs "downstream": the APIs to call')
    return new Map()
  }
  if (!canExchange) checks.fail('downstream', 'needs "exchange": the client with which tokens are exchanged')
  return new Map(parseDownstream(downstream, insecureHosts).map((api) => [api.name, api]))
}

// FAPI 2.0 Security Profile, 5.4.1; EdDSA as RFC 9864 names it as well.
const fapi2Algorithms = ['PS256', 'ES256', 'EdDSA', 'Ed25519']

// Where the client chooses the audience, only a scope shows that a token is meant for this API.
function assertScopes({ all }: Issuers, scopes: readonly string[]): void {
  const needy = all.find(({ profile }) => profile.requiresScopes === true)
  if (needy === undefined || scopes.length > 0) return
  checks.fail('scopes', `is required with the token profile ${needy.profile.name}`)
}

// Nothing in an opaque token names its issuer, and no provider may be shown the token of another.
function assertSelection({ all }: Issuers, selectIssuer: GuardOptions['selectIssuer']): void {
  if (selectIssuer !== undefined || all.filter(({ introspection }) => introspection !== undefined).length < 2) return
  checks.fail('introspection', 'at more than one issuer needs "selectIssuer"')
}

const cacheParsers = {
  maxEntries: checks.wholeNumber(10_000, { least: 1 }),
  maxAge: checks.seconds(300, { least: 1, most: 86_400 }),
} satisfies OptionParsers<Exclude<GuardOptions['cache'], false | undefined>>

function parseCache(cache: unknown = {}, option: string): CacheConfig | undefined {
  if (cache === false) return undefined
  const { maxEntries, maxAge } = checks.parse(cache, cacheParsers, option)
  return { maxEntries, maxAge: maxAge * 1000 }
}

// A quote or a line break would let the configuration write another parameter into the header (RFC 9110, 5.6.4).
function parseRealm(realm: unknown, option: string): string {
  if (typeof realm === 'string' && /^[\x20\x21\x23-\x5b\x5d-\x7e]{1,200}$/.test(realm)) return realm
  return checks.fail(option, 'must be printable ASCII without quotes and backslashes')
}

function parseResourceMetadata({ resourceMetadata, insecureHosts }: GuardOptions): string | undefined {
  if (resourceMetadata === undefined) return undefined
  return new URL(assertProviderUrl(owner, 'resourceMetadata', resourceMetadata, insecureHosts)).href
}
