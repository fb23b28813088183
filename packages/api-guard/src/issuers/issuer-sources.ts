import {
  assertProviderUrl,
  createKeySource,
  createMetadataSource,
  type KeySource,
  type MetadataSource,
  type OptionChecks,
  optionChecks,
  type ProviderFetch,
} from '@tandem-auth/tokens'
import type { IssuerRules } from '../token/issuer-rules.js'
import type { TrustedIssuerOptions } from './issuer-options.js'
import { onlyClient } from './parse-issuer-rules.js'

const owner = 'apiGuard'
const checks: OptionChecks = optionChecks(owner)

/** Where an issuer's metadata and keys come from. */
export interface IssuerSources {
  readonly metadata: MetadataSource
  readonly keys: KeySource
}

export interface SourceDeps {
  readonly rules: IssuerRules
  readonly fetch: ProviderFetch
  readonly insecureHosts: readonly string[] | undefined
}

/** @throws TypeError naming the option */
export function parseSources(options: TrustedIssuerOptions, deps: SourceDeps): IssuerSources {
  const { fetch, insecureHosts } = deps
  const { template, issuer: configured } = deps.rules
  const issuer = template?.discoveryIssuer ?? configured
  const { jwks } = options
  const jwksUri = parseJwksUri(options, deps)
  const given = parseMetadata(options, jwks !== undefined || jwksUri !== undefined)
  const url = parseMetadataUrl(options, insecureHosts)
  return withOwner(() => {
    const published = template?.metadataIssuer
    const metadata = createMetadataSource({
      ...{ issuer, publishedIssuer: published, fetch, url, metadata: given, insecureHosts },
    })
    return { metadata, keys: createKeySource({ issuer, fetch, metadata, jwksUri, jwks }) }
  })
}

function parseJwksUri(
  { jwks, jwksUri }: TrustedIssuerOptions,
  { rules: { profile, clientIds }, insecureHosts }: SourceDeps,
): string | undefined {
  if (jwksUri === undefined) return jwks === undefined ? profile.jwksUriOf?.(onlyClient(profile, clientIds)) : undefined
  if (jwks === undefined) return assertProviderUrl(owner, 'jwksUri', jwksUri, insecureHosts)
  return checks.fail('jwksUri', 'cannot be used together with "jwks"; give only one of them')
}

function parseMetadataUrl(
  { metadata, metadataUrl }: TrustedIssuerOptions,
  insecureHosts: readonly string[] | undefined,
): string | undefined {
  if (metadataUrl === undefined) return undefined
  if (metadata !== undefined)
    checks.fail('metadataUrl', 'cannot be used together with "metadata"; give only one of them')
  return assertProviderUrl(owner, 'metadataUrl', metadataUrl, insecureHosts)
}

function parseMetadata({ metadata }: TrustedIssuerOptions, keysGiven: boolean): TrustedIssuerOptions['metadata'] {
  if (metadata === undefined) return undefined
  if (typeof metadata !== 'object' || metadata === null) checks.fail('metadata', 'must be an object')
  if (keysGiven || typeof metadata.jwks_uri === 'string') return metadata
  return checks.fail('metadata', 'has no jwks_uri, and neither "jwks" nor "jwksUri" is given')
}

// The sources belong to both packages, so their errors don't say whose option it is.
function withOwner<T>(create: () => T): T {
  try {
    return create()
  } catch (error) {
    throw new TypeError(`${owner}: ${(error as TypeError).message}`)
  }
}
