import {
  algorithmNames,
  comparableType,
  detectProfile,
  isAlgorithm,
  type OptionChecks,
  optionChecks,
  type TokenProfile,
  tokenProfiles,
} from '@tandem-auth/tokens'
import type { IssuerRules } from '../token/issuer-rules.js'
import type { TrustedIssuerOptions } from './issuer-options.js'

const checks: OptionChecks = optionChecks('apiGuard')

type ClientIds = ReadonlySet<string> | undefined

/** The rules that are the same for all issuers of a guard. */
export interface SharedRules extends Pick<IssuerRules, 'clockTolerance' | 'confirmationMethods'> {
  /** What `algorithms` may name at most. */
  readonly strongAlgorithms: readonly string[]
}

/** @throws TypeError naming the option */
export function parseIssuerRules(options: TrustedIssuerOptions, issuer: string, shared: SharedRules): IssuerRules {
  const profile = parseProfile(options.tokenProfile, issuer)
  const clientIds = parseClientIds(options, profile)
  const { names, none } = parseAudience(options, profile, clientIds)
  return {
    issuer,
    template: profile.templateOf?.(issuer),
    audience: names,
    withoutAudience: { jwt: none && profile.withoutAudience === true, opaque: none },
    identifiers: [...names],
    profile,
    headerTypes: new Set(profile.headerTypes.map(comparableType)),
    clientIds,
    clientIdOf: parseClientIdOf(profile, clientIds),
    algorithms: parseAlgorithms(options.algorithms, shared),
    clockTolerance: shared.clockTolerance,
    confirmationMethods: shared.confirmationMethods,
  }
}

function parseProfile(profile: TrustedIssuerOptions['tokenProfile'], issuer: string): TokenProfile {
  if (profile === undefined) return detectProfile(issuer)
  if (isProfile(profile)) return profile
  if (typeof profile === 'string' && Object.hasOwn(tokenProfiles, profile)) return tokenProfiles[profile]
  return checks.fail('tokenProfile', `must be one of ${Object.keys(tokenProfiles).join(', ')}, or a TokenProfile`)
}

function isProfile(value: unknown): value is TokenProfile {
  if (typeof value !== 'object' || value === null) return false
  const { prove, headerTypes } = value as Partial<Record<keyof TokenProfile, unknown>>
  return typeof prove === 'function' && Array.isArray(headerTypes) && headerTypes.every(isString)
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}

function parseClientIds({ clientIds }: TrustedIssuerOptions, profile: TokenProfile): ClientIds {
  if (clientIds !== undefined) return new Set(checks.strings(clientIds, 'clientIds'))
  if (profile.requiresClientIds !== true) return undefined
  return checks.fail('clientIds', `is required with the token profile ${profile.name}`)
}

/** `none`: whether tokens without an audience are accepted. */
function parseAudience(
  { audience, introspection }: TrustedIssuerOptions,
  profile: TokenProfile,
  clientIds: ClientIds,
): { readonly names: ReadonlySet<string>; readonly none: boolean } {
  if (audience === undefined) checks.fail('audience', "is required: this API's identifier")
  const list: readonly unknown[] = Array.isArray(audience) ? audience : [audience]
  const given = list.filter((name) => name !== false)
  const none = given.length < list.length
  if (none) assertWithoutAudience(profile, clientIds, introspection !== undefined)
  const names = none && given.length === 0 ? [] : checks.strings(Array.isArray(audience) ? given : audience, 'audience')
  return { names: withoutClients(new Set(names), profile, clientIds), none }
}

// Then only the client shows that a token is meant for this API.
function assertWithoutAudience(profile: TokenProfile, clientIds: ClientIds, introspects: boolean): void {
  if (profile.withoutAudience !== true && !introspects) {
    checks.fail(
      'audience',
      `can't be or hold false with the token profile ${profile.name}, unless "introspection" is on`,
    )
  }
  if (clientIds === undefined) checks.fail('clientIds', 'is required where "audience" is or holds false')
}

// An ID token is addressed to a client. If the API had a client's identifier, it would accept ID tokens.
function withoutClients(
  audience: ReadonlySet<string>,
  profile: TokenProfile,
  clientIds: ClientIds,
): ReadonlySet<string> {
  const shared = [...audience].find((name) => clientIds?.has(name))
  if (shared === undefined || profile.clientIdAudience === true) return audience
  return checks.fail(
    'audience',
    `holds ${shared}, which is also in "clientIds": ID tokens are addressed to clients, access tokens to APIs`,
  )
}

function parseClientIdOf(profile: TokenProfile, clientIds: ClientIds): IssuerRules['clientIdOf'] {
  if (profile.jwksUriOf === undefined) return profile.clientId
  const only = onlyClient(profile, clientIds)
  return () => only
}

/** Returns the one configured client. Where each client has its own key set, a guard can trust only one of them. */
export function onlyClient({ name }: TokenProfile, clientIds: ClientIds): string {
  const [only] = clientIds ?? []
  if (only !== undefined && clientIds?.size === 1) return only
  return checks.fail('clientIds', `must hold exactly one client with the token profile ${name}`)
}

function parseAlgorithms(algorithms: unknown, { strongAlgorithms }: SharedRules): ReadonlySet<string> {
  if (algorithms === undefined) return new Set(strongAlgorithms)
  const names = checks.strings(algorithms, 'algorithms')
  const other = names.find((name) => !isAlgorithm(name))
  if (other !== undefined) checks.fail('algorithms', `can't hold "${other}"; it takes ${algorithmNames.join(', ')}`)
  const weak = names.find((name) => !strongAlgorithms.includes(name))
  if (weak === undefined) return new Set(names)
  return checks.fail('algorithms', `can't hold "${weak}" beside "security", which takes ${strongAlgorithms.join(', ')}`)
}
