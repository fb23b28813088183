import { assertProviderUrl } from '@tandem-auth/tokens'
import { assertKnown, fail, optionalString } from '../config/check.js'
import type { ApiOptions } from './api-options.js'

/** An API as we run on it. */
export interface ApiConfig {
  readonly name: string
  /** Without query and without a slash at the end. */
  readonly url: string
  readonly audience: string | undefined
  readonly resource: string | undefined
  readonly scopes: readonly string[]
}

/** In the order in which they were written: the code is redeemed for the first one. */
export function parseApis(
  apis: Readonly<Record<string, ApiOptions>> | undefined,
  insecureHosts: readonly string[],
): ReadonlyMap<string, ApiConfig> {
  if (apis === undefined) return new Map()
  if (typeof apis !== 'object' || apis === null) fail('apis', 'must be an object')
  return new Map(Object.entries(apis).map(([name, api]) => [name, parseApi(name, api, insecureHosts)]))
}

function parseApi(name: string, api: ApiOptions, insecureHosts: readonly string[]): ApiConfig {
  const option = `apis.${name}`
  if (!/^[\w-]{1,64}$/.test(name)) fail('apis', 'must have names of letters, digits, "_" and "-"')
  assertKnown(option, api, ['url', 'audience', 'resource', 'scopes'])
  const url = new URL(assertProviderUrl('clientSession', `${option}.url`, api.url, insecureHosts))
  if (url.search !== '' || url.hash !== '') fail(`${option}.url`, 'must not have a query or a fragment')
  const { scopes = [] } = api
  if (
    !Array.isArray(scopes) ||
    scopes.some((scope) => typeof scope !== 'string' || !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope))
  ) {
    fail(`${option}.scopes`, 'must be an array of scopes')
  }
  const audience = optionalString(`${option}.audience`, api.audience)
  const resource = optionalString(`${option}.resource`, api.resource)
  if (resource !== undefined && (!URL.canParse(resource) || resource.includes('#'))) {
    fail(`${option}.resource`, 'must be an absolute URI without a fragment')
  }
  return { name, url: url.href.endsWith('/') ? url.href.slice(0, -1) : url.href, audience, resource, scopes }
}
