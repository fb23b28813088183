import {
  assertProviderUrl,
  createProviderFetch,
  type FetchOptions,
  type OptionChecks,
  type OptionParsers,
  optionChecks,
  type ProviderFetch,
} from '@tandem-auth/tokens'
import { parseExchange } from '../exchange/parse-exchange.js'
import { parseIntrospection } from '../introspection/introspection-config.js'
import type { TrustedIssuerOptions } from './issuer-options.js'
import { parseSources } from './issuer-sources.js'
import type { IssuerConfig } from './issuers.js'
import { parseIssuerRules, type SharedRules } from './parse-issuer-rules.js'

const owner = 'apiGuard'
const checks: OptionChecks = optionChecks(owner)

/** The guard's own options from which issuers are made. */
export interface IssuersOptions extends FetchOptions, Omit<TrustedIssuerOptions, 'issuer'> {
  readonly issuer: string | TrustedIssuerOptions | readonly (string | TrustedIssuerOptions)[] | undefined
}

// Each depends on others, so the functions below parse them.
const parsers = {
  issuer: checks.unparsed<string>(),
  audience: checks.unparsed<TrustedIssuerOptions['audience']>(),
  tokenProfile: checks.unparsed<TrustedIssuerOptions['tokenProfile']>(),
  clientIds: checks.unparsed<TrustedIssuerOptions['clientIds']>(),
  algorithms: checks.unparsed<TrustedIssuerOptions['algorithms']>(),
  jwksUri: checks.unparsed<TrustedIssuerOptions['jwksUri']>(),
  jwks: checks.unparsed<TrustedIssuerOptions['jwks']>(),
  metadataUrl: checks.unparsed<TrustedIssuerOptions['metadataUrl']>(),
  metadata: checks.unparsed<TrustedIssuerOptions['metadata']>(),
  introspection: checks.unparsed<TrustedIssuerOptions['introspection']>(),
  exchange: checks.unparsed<TrustedIssuerOptions['exchange']>(),
} satisfies OptionParsers<TrustedIssuerOptions>

const names = Object.keys(parsers) as readonly (keyof TrustedIssuerOptions)[]

// A URL, a key set or a client of one issuer can't be meant for all of them.
const ofOneIssuer = [
  'jwks',
  'jwksUri',
  'metadataUrl',
  'metadata',
  'introspection',
  'exchange',
  'clientIds',
] as const satisfies readonly (keyof TrustedIssuerOptions)[]

/** @throws TypeError naming the option */
export function parseIssuers(options: IssuersOptions, shared: SharedRules): readonly IssuerConfig[] {
  if (options.issuer === undefined) checks.fail('issuer', 'is required: who may issue tokens')
  const given: readonly (string | TrustedIssuerOptions)[] = Array.isArray(options.issuer)
    ? options.issuer
    : [options.issuer]
  if (given.length === 0) checks.fail('issuer', 'must not be empty')
  if (given.length > 1) assertNoneOfOneIssuer(options)
  const fetch = createProviderFetch(owner, options)
  const configs = given.map((item) => parseIssuer(mergeIssuer(item, options), options, fetch, shared))
  const repeated = configs.find(({ issuer }, index) => configs.findIndex((other) => other.issuer === issuer) !== index)
  if (repeated !== undefined) checks.fail('issuer', `holds ${repeated.issuer} twice`)
  return configs
}

function assertNoneOfOneIssuer(options: IssuersOptions): void {
  const misplaced = ofOneIssuer.find((name) => options[name] !== undefined)
  if (misplaced === undefined) return
  checks.fail(misplaced, `belongs to one issuer; configure it as issuer: [{ issuer, ${misplaced} }]`)
}

function mergeIssuer(item: string | TrustedIssuerOptions, options: IssuersOptions): TrustedIssuerOptions {
  const own: TrustedIssuerOptions = typeof item === 'string' ? { issuer: item } : item
  checks.assertKnown(own, names, 'issuer')
  const shared = names.map((name) => [name, options[name]] as const)
  const given = Object.entries(own).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries([...shared, ...given]), issuer: own.issuer }
}

function parseIssuer(
  options: TrustedIssuerOptions,
  { insecureHosts }: FetchOptions,
  fetch: ProviderFetch,
  shared: SharedRules,
): IssuerConfig {
  const issuer = parseIssuerName(options, insecureHosts)
  const rules = parseIssuerRules(options, issuer, shared)
  const { metadata, keys } = parseSources(options, { rules, fetch, insecureHosts })
  const introspection = parseIntrospection(options.introspection, { rules, fetch, metadata, keys, insecureHosts })
  const exchange = options.exchange && parseExchange(options.exchange, { rules, fetch, metadata, insecureHosts })
  return { ...rules, keys, introspection, exchange }
}

function parseIssuerName(options: TrustedIssuerOptions, insecureHosts: readonly string[] | undefined): string {
  const { issuer, jwks, jwksUri, metadataUrl } = options
  if (typeof issuer !== 'string' || issuer.trim() === '') checks.fail('issuer', 'must be a string that is not blank')
  // A FusionAuth tenant can have any name as its issuer, and ADFS has one that looks like an http URL. Nothing is fetched
  // there: it must be said where the keys are.
  if (!/^https:/i.test(issuer) && (jwks ?? jwksUri ?? metadataUrl) !== undefined) return issuer
  const url = new URL(assertProviderUrl(owner, 'issuer', issuer, insecureHosts))
  // RFC 8414, 2: an issuer has neither a query nor a fragment.
  if (url.search !== '' || url.hash !== '') checks.fail('issuer', 'must not have a query or a fragment')
  return issuer
}
