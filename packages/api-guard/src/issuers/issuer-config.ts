import { assertProviderUrl, createProviderFetch, type ProviderFetch } from '@tandem-auth/tokens'
import { parseIntrospection } from '../introspection/introspection-config.js'
import { assertKnown, owner } from '../option-checks.js'
import type { ApiGuardOptions, IssuerOptions } from '../options.js'
import { parsePolicy } from './issuer-policy.js'
import { parseSources } from './issuer-sources.js'
import type { IssuerConfig } from './issuers.js'

const names = [
  'issuer',
  'audience',
  'tokenProfile',
  'clientIds',
  'algorithms',
  'jwksUri',
  'jwks',
  'metadata',
  'introspection',
] as const satisfies readonly (keyof IssuerOptions)[]

// What names a place or a client of one issuer can't be meant for all of them.
const ofOneIssuer = [
  'jwks',
  'jwksUri',
  'metadata',
  'introspection',
  'clientIds',
] as const satisfies readonly (keyof IssuerOptions)[]

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
  const shared = names.map((name) => [name, options[name]] as const)
  const given = Object.entries(own).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries([...shared, ...given]), issuer: own.issuer }
}

function parseIssuer(
  options: IssuerOptions,
  { insecureHosts }: ApiGuardOptions,
  fetch: ProviderFetch,
  clockTolerance: number,
): IssuerConfig {
  const issuer = parseIssuerName(options, insecureHosts)
  const policy = parsePolicy(options, issuer)
  const { profile, algorithms } = policy
  const template = profile.templateOf?.(issuer)
  const { metadata, keys } = parseSources(options, { issuer, template, policy, fetch, insecureHosts })
  const surroundings = { issuer, profile, fetch, metadata, keys, algorithms, clockTolerance, insecureHosts }
  const introspection = parseIntrospection(options.introspection, surroundings)
  return { issuer, template, ...policy, clockTolerance, keys, introspection }
}

function parseIssuerName(options: IssuerOptions, insecureHosts: readonly string[] | undefined): string {
  const { issuer, jwks, jwksUri } = options
  if (typeof issuer !== 'string' || issuer.trim() === '') throw new TypeError(`${owner}: "issuer" must not be empty`)
  // FusionAuth calls a tenant whatever its operator likes. Nothing can be found below such a name: the keys must be given.
  if (!/^https?:/i.test(issuer) && (jwks !== undefined || jwksUri !== undefined)) return issuer
  const url = new URL(assertProviderUrl(owner, 'issuer', issuer, insecureHosts))
  // RFC 8414, 2: an issuer has no query and no fragment.
  if (url.search !== '' || url.hash !== '') {
    throw new TypeError(`${owner}: "issuer" must not have a query or a fragment`)
  }
  return issuer
}
