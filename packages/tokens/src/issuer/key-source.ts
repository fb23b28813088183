import jwksRsa from 'jwks-rsa'
import { AuthError, isAuthError } from '../errors.js'
import { publish } from '../events.js'
import type { MetadataSource } from './issuer-metadata.js'
import { endpointOf } from './issuer-metadata.js'
import { createKeySet, type KeySet, type VerificationKey } from './key-set.js'
import { fetchJson, type ProviderFetch } from './provider-fetch.js'
import { singleFlight } from './single-flight.js'
import { keySearch } from './unknown-key-search.js'

/** The keys of one issuer. */
export interface KeySource {
  /** The known keys that may have signed a token with this header; synchronous. */
  find(algorithm: string, kid: string | undefined): readonly VerificationKey[]
  /**
   * For a header that no known key fits: waits for the first key set, or asks for a newer one as often as a flood of
   * random key ids may make us ask.
   * @throws AuthError `ERR_KEYS_UNAVAILABLE`, `ERR_METADATA_UNAVAILABLE` (503), `ERR_ISSUER_MISMATCH` (500)
   */
  request(algorithm: string, kid: string | undefined): Promise<readonly VerificationKey[]>
  /** Ends the background renewal. */
  close(): void
}

export interface KeySourceConfig {
  readonly issuer: string
  readonly fetch: ProviderFetch
  readonly metadata: MetadataSource
  readonly insecureHosts?: readonly string[] | undefined
  /** Instead of the metadata's `jwks_uri`. */
  readonly jwksUri?: string | undefined
  /** The key set itself: then nothing is fetched. */
  readonly jwks?: unknown
}

const renewal = 600_000

export function createKeySource(config: KeySourceConfig): KeySource {
  if (config.jwks !== undefined) return fixedKeySource(config.jwks)
  const { issuer } = config
  let current: KeySet | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false

  const loading = singleFlight(async () => {
    try {
      const keys = createKeySet(await fetchKeySet(config), current)
      if (keys === undefined) throw Object.assign(new Error('no usable key'), { code: 'ERR_JWKS_INVALID' })
      current = keys
      publish('keys.refreshed', () => ({ issuer, keys: keys.size }))
    } catch (error) {
      const failure = isAuthError(error) ? error : new AuthError('ERR_KEYS_UNAVAILABLE', { cause: error })
      publish('keys.failed', () => ({ issuer, code: failure.code }))
      throw failure
    }
    if (timer === undefined && !closed) timer = setInterval(renew, renewal).unref()
  })

  const search = keySearch(() => loading.run())

  function renew(): void {
    loading.run().catch(() => undefined)
  }

  function find(algorithm: string, kid: string | undefined): readonly VerificationKey[] {
    return current?.find(algorithm, kid) ?? []
  }

  return {
    find,
    async request(algorithm, kid) {
      if (current !== undefined) return search.run(() => find(algorithm, kid))
      await loading.run()
      return find(algorithm, kid)
    },
    close() {
      closed = true
      clearInterval(timer)
    },
  }
}

function fixedKeySource(jwks: unknown): KeySource {
  const keys = createKeySet(jwks)
  if (keys === undefined) throw new TypeError('"jwks" must be a JWK Set with at least one usable public signature key')
  return {
    find: (algorithm, kid) => keys.find(algorithm, kid),
    request: () => Promise.resolve([]),
    close: () => undefined,
  }
}

async function fetchKeySet({ fetch, metadata, jwksUri, insecureHosts }: KeySourceConfig): Promise<unknown> {
  const uri = jwksUri ?? endpointOf(await metadata.get(), 'jwks_uri', insecureHosts)
  // Its own fetching follows redirects and reads without a limit; its cache refuses a key that has just been rotated in.
  const client = jwksRsa({
    jwksUri: uri,
    cache: false,
    rateLimit: false,
    fetcher: async () => ({ keys: (await fetchJson(fetch, uri)).keys }),
  })
  return { keys: await client.getKeys() }
}
