import { AuthError } from '../errors.js'
import { quote } from '../quote.js'
import { assertProviderUrl, fetchJson, hasResponded, isLoopback, type ProviderFetch } from './provider-fetch.js'
import { singleFlight } from './single-flight.js'

/** What an issuer publishes about itself (OpenID Connect Discovery 1.0, 3; RFC 8414, 2). */
export interface IssuerMetadata {
  readonly issuer: string
  readonly jwks_uri?: string
  readonly [name: string]: unknown
}

export interface MetadataSource {
  /**
   * The metadata: fetched once for everybody, renewed in the background every hour. The last good copy is kept.
   * @throws AuthError `ERR_METADATA_UNAVAILABLE` (503), `ERR_ISSUER_MISMATCH` (500)
   */
  get(): Promise<IssuerMetadata>
  /**
   * A URL from the metadata. If it is missing or unusable, the metadata is fetched again, once in five seconds: a
   * deployment that was incomplete when we asked must not count for an hour.
   * @throws AuthError `ERR_METADATA_UNAVAILABLE`, `ERR_METADATA_INVALID` (503), `ERR_ISSUER_MISMATCH` (500)
   */
  endpoint(name: string): Promise<string>
}

export interface MetadataConfig {
  readonly issuer: string
  /** What the metadata names as its issuer, where the configured name stands for many; otherwise `issuer` itself. */
  readonly publishedIssuer?: string | undefined
  readonly fetch: ProviderFetch
  /** Where the metadata is, if not below the issuer. */
  readonly url?: string | undefined
  /** Given by the configuration. Nothing is fetched then. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
  readonly insecureHosts?: readonly string[] | undefined
}

const maxAge = 3_600_000
const retryAfter = 5000

/** @throws TypeError if the given metadata is another issuer's (RFC 8414, 3.3) */
export function createMetadataSource(config: MetadataConfig): MetadataSource {
  const { issuer, publishedIssuer = issuer, fetch, url, metadata, insecureHosts } = config
  if (metadata !== undefined) {
    if (metadata.issuer !== undefined && metadata.issuer !== publishedIssuer) {
      throw new TypeError(
        `"metadata" is that of the issuer ${quote(metadata.issuer)}, not of ${quote(publishedIssuer)}`,
      )
    }
    const given = { ...metadata, issuer } as IssuerMetadata
    return {
      get: () => Promise.resolve(given),
      endpoint: async (name) => endpointOf(given, name, insecureHosts),
    }
  }
  let current: IssuerMetadata | undefined
  let fetchedAt = 0
  const fetching = singleFlight(async () => {
    const body = await discover({ issuer, publishedIssuer, url }, fetch)
    current = Object.freeze(withoutLoopback(body, url ?? issuer, insecureHosts))
    fetchedAt = Date.now()
    return current
  })

  async function get(): Promise<IssuerMetadata> {
    if (current === undefined) return fetching.run()
    if (Date.now() - fetchedAt > maxAge) {
      fetchedAt = Date.now() - maxAge + 60_000
      fetching.run().catch(() => undefined)
    }
    return current
  }

  return {
    get,
    async endpoint(name) {
      const metadata = await get()
      const isUsable = usableUrl(metadata[name], insecureHosts) !== undefined
      const newest = isUsable || Date.now() - fetchedAt < retryAfter ? metadata : await fetching.run()
      return endpointOf(newest, name, insecureHosts)
    },
  }
}

interface MetadataLocation {
  readonly issuer: string
  readonly publishedIssuer: string
  readonly url: string | undefined
}

async function discover(location: MetadataLocation, fetch: ProviderFetch): Promise<IssuerMetadata> {
  const { publishedIssuer } = location
  const body = await fetchMetadata(location, fetch)
  // OpenID Connect Discovery 4.3 and RFC 8414, 3.3: identical, or another issuer could speak for this one.
  if (body.issuer !== publishedIssuer) {
    throw new AuthError('ERR_ISSUER_MISMATCH', {
      hint: `The metadata names the issuer ${quote(body.issuer)}, the configuration names ${quote(publishedIssuer)}. They must be the same, byte for byte.`,
    })
  }
  return body as IssuerMetadata
}

/**
 * Leaves out http URLs of this machine, which other checks allow for development. The metadata of an https issuer must not
 * send our requests, and the secrets in them, to a service that listens on loopback here.
 */
function withoutLoopback(
  metadata: IssuerMetadata,
  issuer: string,
  insecureHosts: readonly string[] | undefined,
): IssuerMetadata {
  const { protocol, hostname } = new URL(issuer)
  if (protocol !== 'https:' || isLoopback(hostname)) return metadata
  const isAllowed = (value: unknown) => {
    if (typeof value !== 'string' || !/^http:/i.test(value) || !URL.canParse(value)) return true
    const host = new URL(value).hostname
    return !isLoopback(host) || insecureHosts?.includes(host) === true
  }
  const allowed = Object.entries(metadata).map(([name, value]) => {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    // The aliases for mutual TLS (RFC 8705, 5).
    return [name, isObject ? Object.fromEntries(Object.entries(value).filter(([, url]) => isAllowed(url))) : value]
  })
  return { ...Object.fromEntries(allowed.filter(([, value]) => isAllowed(value))), issuer: metadata.issuer }
}

async function fetchMetadata(
  { issuer, url }: MetadataLocation,
  fetch: ProviderFetch,
): Promise<Record<string, unknown>> {
  const [place, otherPlace] = url === undefined ? metadataUrls(issuer) : [url]
  try {
    return await fetchJson(fetch, place).catch((error: unknown) => {
      // A host that doesn't respond at one URL won't at the other: waiting twice helps nobody.
      if (otherPlace !== undefined && hasResponded(error)) return fetchJson(fetch, otherPlace)
      throw error
    })
  } catch (error) {
    throw new AuthError('ERR_METADATA_UNAVAILABLE', { cause: error })
  }
}

/** OpenID Connect Discovery appends to the issuer, RFC 8414 inserts before its path. A final slash isn't doubled. */
export function metadataUrls(issuer: string): readonly [openid: string, oauth: string] {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.endsWith('/') ? pathname.slice(0, -1) : pathname
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ]
}

/**
 * A URL from the metadata.
 * @throws AuthError `ERR_METADATA_INVALID` (503) if it is missing or not https
 */
export function endpointOf(metadata: IssuerMetadata, name: string, insecureHosts?: readonly string[]): string {
  const url = usableUrl(metadata[name], insecureHosts)
  if (url === undefined) throw new AuthError('ERR_METADATA_INVALID', { hint: unusableHint(metadata, name) })
  return url
}

function usableUrl(value: unknown, insecureHosts?: readonly string[]): string | undefined {
  try {
    return assertProviderUrl('metadata', 'url', value, insecureHosts)
  } catch {
    return undefined
  }
}

function unusableHint(metadata: IssuerMetadata, name: string): string {
  const value = metadata[name]
  if (value === undefined) return `The metadata of the issuer has no "${name}".`
  return `The metadata of the issuer has no usable "${name}": ${quote(value)} is not an https URL.`
}
