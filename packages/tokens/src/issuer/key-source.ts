import jwksRsa from 'jwks-rsa'
import { AuthError, isAuthError } from '../errors.js'
import { publish } from '../events.js'
import type { MetadataSource } from './issuer-metadata.js'
import { createKeySet, explainMissingKey, type KeySet, UnusableKeySetError } from './key-set.js'
import { fetchJson, type ProviderFetch } from './provider-fetch.js'
import { singleFlight } from './single-flight.js'
import { keySearch } from './unknown-key-search.js'
import type { VerificationKey } from './verification-key.js'

/** The keys of one issuer. */
export interface KeySource {
  /** The known keys that may have signed a token with this header. Synchronous. */
  find(algorithm: string, kid: string | undefined): readonly VerificationKey[]
  /**
   * For a header that no known key fits: waits for the first key set, or looks for the key in a newer one, as often as
   * a flood of random key ids may make us fetch. `undefined` if that is too often now: nobody has looked for the key.
   * @throws AuthError `ERR_KEYS_UNAVAILABLE`, `ERR_METADATA_*` (503), `ERR_ISSUER_MISMATCH` (500)
   */
  request(algorithm: string, kid: string | undefined): Promise<readonly VerificationKey[] | undefined>
  /** Why no key fits this header, for a hint. */
  explain(algorithm: string, kid: string | undefined): string
  /** Ends the background renewal. */
  close(): void
}

export interface KeySourceConfig {
  readonly issuer: string
  readonly fetch: ProviderFetch
  readonly metadata: MetadataSource
  /** Used instead of the metadata's `jwks_uri`. */
  readonly jwksUri?: string | undefined
  /** The key set itself. Nothing is fetched then. */
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
      const loaded = createKeySet(await fetchKeySet(config), current)
      current = loaded
      publish('keys.refreshed', () => ({ issuer, keys: loaded.keys.size, dropped: loaded.dropped }))
    } catch (error) {
      const failure = isAuthError(error) ? error : unavailable(error)
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
      if (current !== undefined) return search.run(JSON.stringify([algorithm, kid]), () => find(algorithm, kid))
      await loading.run()
      return find(algorithm, kid)
    },
    explain: (algorithm, kid) => (current === undefined ? '' : explainMissingKey(current, algorithm, kid)),
    close() {
      closed = true
      clearInterval(timer)
    },
  }
}

function fixedKeySource(jwks: unknown): KeySource {
  const set = parseFixed(jwks)
  return {
    find: set.find,
    request: () => Promise.resolve([]),
    explain: (algorithm, kid) => explainMissingKey(set, algorithm, kid),
    close: () => undefined,
  }
}

function parseFixed(jwks: unknown): KeySet {
  try {
    return createKeySet(jwks)
  } catch (error) {
    const reason = error instanceof UnusableKeySetError ? error.message : ''
    throw new TypeError(`"jwks" must be a JWK Set with at least one usable public signature key. ${reason}`)
  }
}

function unavailable(error: unknown): AuthError {
  const hint =
    error instanceof UnusableKeySetError ? `The key set of the issuer is unusable. ${error.message}` : undefined
  return new AuthError('ERR_KEYS_UNAVAILABLE', { hint, cause: error })
}

async function fetchKeySet({ fetch, metadata, jwksUri }: KeySourceConfig): Promise<unknown> {
  const uri = jwksUri ?? (await metadata.endpoint('jwks_uri'))
  // jwks-rsa reads the set, but its own fetching follows redirects and has no limits, its cache would refuse a key that
  // has just been rotated in, and its rate limit counts honest and random key ids together.
  const client = jwksRsa({
    jwksUri: uri,
    cache: false,
    rateLimit: false,
    fetcher: async () => ({ keys: (await fetchJson(fetch, uri)).keys }),
  })
  return { keys: await client.getKeys() }
}
