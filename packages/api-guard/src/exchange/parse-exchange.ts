import {
  assertProviderUrl,
  endpointOf,
  type FetchOptions,
  type MetadataSource,
  type OptionChecks,
  type OptionParsers,
  optionChecks,
  type ProviderFetch,
} from '@tandem-auth/tokens'
import { parseClient } from '../introspection/parse-client.js'
import type { IssuerRules } from '../token/issuer-rules.js'
import type { Downstream } from './downstream.js'
import type { DownstreamOptions, ExchangeOptions } from './exchange-options.js'
import type { ExchangeClient } from './exchange-token.js'

const owner = 'apiGuard'
const checks: OptionChecks = optionChecks(owner)

/** What the exchange needs of its issuer. */
export interface ExchangeDeps extends Pick<FetchOptions, 'insecureHosts'> {
  readonly rules: IssuerRules
  readonly fetch: ProviderFetch
  readonly metadata: MetadataSource
}

const parsers = {
  clientId: checks.string,
  clientSecret: checks.unparsed<ExchangeOptions['clientSecret']>(),
  privateKey: checks.unparsed<ExchangeOptions['privateKey']>(),
  clientAuthentication: checks.unparsed<ExchangeOptions['clientAuthentication']>(),
  endpoint: checks.unparsed<unknown>(),
} satisfies OptionParsers<ExchangeOptions>

/** @throws TypeError naming the option */
export function parseExchange(options: ExchangeOptions, deps: ExchangeDeps): ExchangeClient {
  const { rules, fetch, insecureHosts, metadata } = deps
  const { endpoint } = checks.parse(options, parsers, 'exchange')
  const fixed =
    endpoint === undefined ? undefined : assertProviderUrl(owner, 'exchange.endpoint', endpoint, insecureHosts)
  return {
    fetch,
    endpoint: async () => fixed ?? endpointOf(await metadata.get(), 'token_endpoint', insecureHosts),
    authenticate: parseClient(options, 'exchange', rules.issuer),
    // Microsoft's own way came before the standard (RFC 7523 with `requested_token_use`).
    isOnBehalfOf: rules.profile.name === 'entra',
  }
}

/** @throws TypeError naming the option */
export function parseDownstream(value: unknown, insecureHosts: readonly string[] | undefined): readonly Downstream[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    checks.fail('downstream', 'must be an object')
  return Object.entries(value).map(([name, options]) => parseApi(name, options, insecureHosts))
}

function parseApi(name: string, options: unknown, insecureHosts: readonly string[] | undefined): Downstream {
  if (!/^[\w-]{1,64}$/.test(name)) checks.fail('downstream', 'must have names of letters, digits, "_" and "-"')
  const apiParsers = {
    url(value: unknown, option: string): string {
      const { href, search, hash } = new URL(assertProviderUrl(owner, option, value, insecureHosts))
      if (search !== '' || hash !== '') checks.fail(option, 'must not have a query or a fragment')
      return href.endsWith('/') ? href.slice(0, -1) : href
    },
    audience: checks.optional(checks.string),
    resource: checks.optional(resourceIndicator),
    scopes: (scopes: unknown, option: string) => (scopes === undefined ? [] : checks.scopes(scopes, option)),
  } satisfies OptionParsers<DownstreamOptions>
  const parsed = checks.parse(options, apiParsers, `downstream.${name}`)
  if (parsed.audience === undefined && parsed.resource === undefined && parsed.scopes.length === 0) {
    checks.fail(`downstream.${name}`, 'needs "audience", "resource" or "scopes": what the token is exchanged for')
  }
  return { name, ...parsed }
}

function resourceIndicator(value: unknown, option: string): string {
  const resource = checks.string(value, option)
  if (!URL.canParse(resource) || resource.includes('#'))
    checks.fail(option, 'must be an absolute URI without a fragment')
  return resource
}
