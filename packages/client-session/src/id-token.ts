import {
  type Claims,
  createKeySource,
  createMetadataSource,
  createProviderFetch,
  type FetchOptions,
} from '@tandem-auth/tokens'
import { validateIdTokenAlone } from './provider/id-token.js'

export interface IdTokenCheck extends FetchOptions {
  readonly issuer: string
  readonly clientId: string
  /** @defaultValue `'RS256'` */
  readonly idTokenAlgorithm?: string | undefined
  /** Seconds. @defaultValue 30 */
  readonly clockTolerance?: number | undefined
  /** The key set itself: then there is no network. */
  readonly jwks?: { readonly keys: readonly object[] } | undefined
}

/**
 * Checks an ID token outside of a login, for tools that explain one. Does not check the nonce and `at_hash`, which only the
 * login knows: an app must never log anyone in by this.
 * @throws AuthError `ERR_ID_TOKEN_*` (400), `ERR_KEYS_UNAVAILABLE` (503)
 */
export async function inspectIdToken(token: string, options: IdTokenCheck): Promise<Claims> {
  const { issuer, clientId, idTokenAlgorithm: algorithm = 'RS256', clockTolerance: tolerance = 30, jwks } = options
  const fetch = createProviderFetch('inspectIdToken', options)
  const metadata = createMetadataSource({ issuer, fetch, insecureHosts: options.insecureHosts ?? [] })
  const keys = createKeySource({ issuer, fetch, metadata, jwks })
  try {
    return await validateIdTokenAlone(
      token,
      { issuer, clientId, algorithm, keys, tolerance, decrypt: undefined },
      Date.now() / 1000,
    )
  } finally {
    keys.close()
  }
}
