import { AuthError } from '../errors.js'
import { quote } from '../quote.js'
import { assertProviderUrl, fetchJson, hasAnswered, type ProviderFetch } from './provider-fetch.js'
import { singleFlight } from './single-flight.js'

/** What an issuer publishes about itself (OpenID Connect Discovery 1.0, 3; RFC 8414, 2). */
export interface IssuerMetadata {
  readonly issuer: string
  readonly jwks_uri?: string
  readonly [name: string]: unknown
}

export interface MetadataSource {
  /**
   * The metadata, fetched once for all who ask; renewed in the background every hour, the last good copy being kept.
   * @throws AuthError `ERR_METADATA_UNAVAILABLE` (503), `ERR_ISSUER_MISMATCH` (500)
   */
  get(): Promise<IssuerMetadata>
}

export interface MetadataConfig {
  readonly issuer: string
  /** What the metadata names as its issuer, where a configured name stands for many; else `issuer` itself. */
  readonly publishedIssuer?: string | undefined
  readonly fetch: ProviderFetch
  /** Given by the configuration: then nothing is fetched. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
}

const maxAge = 3_600_000

/** @throws TypeError when the given metadata are another issuer's (RFC 8414, 3.3) */
export function createMetadataSource(config: MetadataConfig): MetadataSource {
  const { issuer, publishedIssuer = issuer, fetch, metadata } = config
  if (metadata !== undefined) {
    if (metadata.issuer !== undefined && metadata.issuer !== publishedIssuer) {
      throw new TypeError(
        `"metadata" is that of the issuer ${quote(metadata.issuer)}, not of ${quote(publishedIssuer)}`,
      )
    }
    const given = Promise.resolve({ ...metadata, issuer } as IssuerMetadata)
    return { get: () => given }
  }
  let current: IssuerMetadata | undefined
  let fetchedAt = 0
  const fetching = singleFlight(async () => {
    current = await discover(issuer, publishedIssuer, fetch)
    fetchedAt = Date.now()
    return current
  })
  return {
    async get() {
      if (current === undefined) return fetching.run()
      if (Date.now() - fetchedAt > maxAge) {
        fetchedAt = Date.now() - maxAge + 60_000
        fetching.run().catch(() => undefined)
      }
      return current
    },
  }
}

async function discover(issuer: string, publishedIssuer: string, fetch: ProviderFetch): Promise<IssuerMetadata> {
  const body = await fetchMetadata(issuer, fetch)
  // OpenID Connect Discovery 4.3 and RFC 8414, 3.3: identical, or another issuer could speak for this one.
  if (body.issuer !== publishedIssuer) {
    throw new AuthError('ERR_ISSUER_MISMATCH', {
      hint: `The metadata names the issuer ${quote(body.issuer)}, the configuration names ${quote(publishedIssuer)}. They must be the same, byte for byte.`,
    })
  }
  return Object.freeze(body) as IssuerMetadata
}

async function fetchMetadata(issuer: string, fetch: ProviderFetch): Promise<Record<string, unknown>> {
  const [place, otherPlace] = metadataUrls(issuer)
  try {
    return await fetchJson(fetch, place).catch((error: unknown) => {
      // A host that is silent at one address is silent at the other, too: waiting twice helps nobody.
      if (hasAnswered(error)) return fetchJson(fetch, otherPlace)
      throw error
    })
  } catch (error) {
    throw new AuthError('ERR_METADATA_UNAVAILABLE', { cause: error })
  }
}

/** OpenID Connect Discovery appends to the issuer, RFC 8414 inserts before its path; the slash at the end isn't doubled. */
export function metadataUrls(issuer: string): readonly [openid: string, oauth: string] {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.endsWith('/') ? pathname.slice(0, -1) : pathname
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ]
}

/**
 * An address from the metadata.
 * @throws AuthError `ERR_METADATA_INVALID` (500) when it is missing or not https
 */
export function endpointOf(metadata: IssuerMetadata, name: string, insecureHosts?: readonly string[]): string {
  try {
    return assertProviderUrl('metadata', name, metadata[name], insecureHosts)
  } catch {
    throw new AuthError('ERR_METADATA_INVALID', { hint: `The metadata has no usable "${name}".` })
  }
}
