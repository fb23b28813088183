import { algorithmNames, detectProfile, isAlgorithm, type TokenProfile, tokenProfiles } from '@tandem-auth/tokens'
import { owner, parseList } from '../option-checks.js'
import type { IssuerOptions } from '../options.js'
import type { IssuerConfig } from './issuers.js'

/** What tokens of an issuer must be. */
export type IssuerPolicy = Pick<
  IssuerConfig,
  'audience' | 'identifiers' | 'profile' | 'clientIds' | 'clientIdOf' | 'algorithms'
>

/** @throws TypeError naming the option */
export function parsePolicy(options: IssuerOptions, issuer: string): IssuerPolicy {
  const profile = parseProfile(options.tokenProfile, issuer)
  const clientIds = options.clientIds === undefined ? undefined : new Set(parseList('clientIds', options.clientIds))
  if (clientIds === undefined && profile.requiresClientIds === true) {
    throw new TypeError(`${owner}: "clientIds" is required with the token profile ${profile.name}`)
  }
  const audience = parseAudience(options, profile, clientIds)
  return {
    audience,
    identifiers: audience === false ? [] : [...audience],
    profile,
    clientIds,
    clientIdOf: parseClientIdOf(profile, clientIds),
    algorithms: parseAlgorithms(options.algorithms),
  }
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
  if (audience !== false) return notOfClients(new Set(parseList('audience', audience)), profile, clientIds)
  if (profile.withoutAudience !== true) {
    throw new TypeError(`${owner}: "audience" can't be false with the token profile ${profile.name}`)
  }
  if (clientIds === undefined) throw new TypeError(`${owner}: "clientIds" is required where "audience" is false`)
  return false
}

// What is addressed to a client is its ID token. An API with a client's name would be handed those, too.
function notOfClients(
  audience: ReadonlySet<string>,
  profile: TokenProfile,
  clientIds: ReadonlySet<string> | undefined,
): ReadonlySet<string> {
  const shared = [...audience].find((name) => clientIds?.has(name))
  if (shared === undefined || profile.clientIdAudience === true) return audience
  throw new TypeError(
    `${owner}: "audience" holds ${shared}, which is one of "clientIds": ID tokens are addressed to clients, access tokens to APIs`,
  )
}

function parseClientIdOf(
  profile: TokenProfile,
  clientIds: ReadonlySet<string> | undefined,
): IssuerPolicy['clientIdOf'] {
  if (profile.jwksUriOf === undefined) return profile.clientId
  const only = onlyClient(profile, clientIds)
  return () => only
}

/** Where the key set is what says whose a token is, one client is all there can be. */
export function onlyClient({ name }: TokenProfile, clientIds: ReadonlySet<string> | undefined): string {
  // Such a profile requires them, which is checked before; this keeps the rule true on its own.
  const [only] = clientIds ?? []
  if (only !== undefined && clientIds?.size === 1) return only
  throw new TypeError(`${owner}: "clientIds" must hold exactly one with the token profile ${name}`)
}

function parseAlgorithms(algorithms: unknown): ReadonlySet<string> {
  if (algorithms === undefined) return new Set(algorithmNames)
  const names = parseList('algorithms', algorithms)
  const other = names.find((name) => !isAlgorithm(name))
  if (other === undefined) return new Set(names)
  throw new TypeError(`${owner}: "algorithms" can't hold "${other}"; it takes ${algorithmNames.join(', ')}`)
}
