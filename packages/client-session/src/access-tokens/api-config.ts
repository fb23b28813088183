import { assertProviderUrl, type OptionChecks, type OptionParsers, optionChecks } from '@tandem-auth/tokens'
import type { ApiOptions } from './api-options.js'

const check: OptionChecks = optionChecks('clientSession')

/** The parsed options of one API. */
export interface ApiConfig {
  readonly name: string
  /** Without a query and without a slash at the end. */
  readonly url: string
  readonly audience: string | undefined
  readonly resource: string | undefined
  readonly scopes: readonly string[]
}

/** In the order in which they were written: the code is redeemed for the first one. */
export function parseApis(apis: unknown, insecureHosts: readonly string[]): ReadonlyMap<string, ApiConfig> {
  if (apis === undefined) return new Map()
  if (typeof apis !== 'object' || apis === null) check.fail('apis', 'must be an object')
  return new Map(Object.entries(apis).map(([name, api]) => [name, parseApi(name, api, insecureHosts)]))
}

function parseApi(name: string, api: unknown, insecureHosts: readonly string[]): ApiConfig {
  if (!/^[\w-]{1,64}$/.test(name)) check.fail('apis', 'must have names of letters, digits, "_" and "-"')
  const parsers = {
    url(value: unknown, option: string): string {
      const { href, search, hash } = new URL(assertProviderUrl('clientSession', option, value, insecureHosts))
      if (search !== '' || hash !== '') check.fail(option, 'must not have a query or a fragment')
      return href.endsWith('/') ? href.slice(0, -1) : href
    },
    audience: check.optional(check.string),
    resource: check.optional(resourceIndicator),
    scopes: (value: unknown, option: string) => (value === undefined ? [] : check.scopes(value, option)),
  } satisfies OptionParsers<ApiOptions>
  return { name, ...check.parse(api, parsers, `apis.${name}`) }
}

function resourceIndicator(value: unknown, option: string): string {
  const resource = check.string(value, option)
  if (!URL.canParse(resource) || resource.includes('#'))
    check.fail(option, 'must be an absolute URI without a fragment')
  return resource
}
