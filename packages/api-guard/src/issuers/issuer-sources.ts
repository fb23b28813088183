import {
  assertProviderUrl,
  createKeySource,
  createMetadataSource,
  type IssuerTemplate,
  type KeySource,
  type MetadataSource,
  type ProviderFetch,
} from '@tandem-auth/tokens'
import { owner } from '../option-checks.js'
import type { IssuerOptions } from '../options.js'
import { type IssuerPolicy, onlyClient } from './issuer-policy.js'

/** Where what an issuer publishes comes from. */
export interface IssuerSources {
  readonly metadata: MetadataSource
  readonly keys: KeySource
}

export interface SourceSurroundings {
  readonly issuer: string
  readonly template: IssuerTemplate | undefined
  readonly policy: IssuerPolicy
  readonly fetch: ProviderFetch
  readonly insecureHosts: readonly string[] | undefined
}

/** @throws TypeError naming the option */
export function parseSources(options: IssuerOptions, surroundings: SourceSurroundings): IssuerSources {
  const { template, fetch, insecureHosts } = surroundings
  const issuer = template?.discoveryIssuer ?? surroundings.issuer
  const { jwks } = options
  const jwksUri = parseJwksUri(options, surroundings)
  return withOwner(() => {
    const given = parseMetadata(options, jwks !== undefined || jwksUri !== undefined)
    const metadata = createMetadataSource({
      issuer,
      publishedIssuer: template?.metadataIssuer,
      fetch,
      metadata: given,
    })
    return { metadata, keys: createKeySource({ issuer, fetch, metadata, jwksUri, jwks, insecureHosts }) }
  })
}

function parseJwksUri(
  { jwks, jwksUri }: IssuerOptions,
  { policy: { profile, clientIds }, insecureHosts }: SourceSurroundings,
): string | undefined {
  if (jwksUri === undefined) return jwks === undefined ? profile.jwksUriOf?.(onlyClient(profile, clientIds)) : undefined
  if (jwks === undefined) return assertProviderUrl(owner, 'jwksUri', jwksUri, insecureHosts)
  throw new TypeError(`${owner}: "jwks" and "jwksUri" are two answers to one question; give one`)
}

function parseMetadata({ metadata }: IssuerOptions, keysGiven: boolean): IssuerOptions['metadata'] {
  if (metadata === undefined) return undefined
  if (typeof metadata !== 'object' || metadata === null) throw new TypeError('"metadata" must be an object')
  if (keysGiven || typeof metadata.jwks_uri === 'string') return metadata
  throw new TypeError('"metadata" has no jwks_uri, and neither "jwks" nor "jwksUri" is given')
}

function withOwner<T>(create: () => T): T {
  try {
    return create()
  } catch (error) {
    throw new TypeError(`${owner}: ${(error as TypeError).message}`)
  }
}
