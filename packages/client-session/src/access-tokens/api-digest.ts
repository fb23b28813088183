import { hash } from 'node:crypto'
import type { ApiConfig } from './api-config.js'

/**
 * What a token of this API was issued for. A kept token is used only for the same digest: after a deploy that gives the
 * name to another URL, audience or set of scopes, the old token must not be sent there.
 */
export function apiDigest({ url, audience, resource, scopes }: ApiConfig): string {
  const parts = [url, audience ?? null, resource ?? null, [...scopes].sort()]
  return hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 22)
}

/** The digest of an API by its name, `''` where there are no APIs. */
export type ApiDigestOf = (api: string) => string

export function apiDigests(apis: ReadonlyMap<string, ApiConfig>): ApiDigestOf {
  const digests = new Map([...apis].map(([name, api]) => [name, apiDigest(api)]))
  return (api) => digests.get(api) ?? ''
}
