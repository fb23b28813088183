import {
  assertProviderUrl,
  type FetchOptions,
  type KeySource,
  type MetadataSource,
  type OptionChecks,
  type OptionParsers,
  optionChecks,
  type ProviderFetch,
  type TokenProfile,
} from '@tandem-auth/tokens'
import type { IssuerRules } from '../token/issuer-rules.js'
import { type ClientAuthentication, tokenItself } from './client-authentication.js'
import { createIntrospection, type Introspection } from './introspection.js'
import type { IntrospectionOptions } from './introspection-options.js'
import { limitedCalls } from './limited-calls.js'
import { parseClient } from './parse-client.js'
import { signedResponses } from './signed-responses.js'

const owner = 'apiGuard'
const checks: OptionChecks = optionChecks(owner)

/** What introspection needs of its issuer. */
export interface IntrospectionDeps extends Pick<FetchOptions, 'insecureHosts'> {
  readonly rules: IssuerRules
  readonly fetch: ProviderFetch
  readonly metadata: MetadataSource
  readonly keys: KeySource
}

const parsers = {
  clientId: checks.unparsed<unknown>(),
  clientSecret: checks.unparsed<unknown>(),
  privateKey: checks.unparsed<IntrospectionOptions['privateKey']>(),
  clientAuthentication: checks.unparsed<IntrospectionOptions['clientAuthentication']>(),
  endpoint: checks.unparsed<unknown>(),
  cache: parseMaxAge,
} satisfies OptionParsers<IntrospectionOptions>

/** @throws TypeError naming the option */
export function parseIntrospection(
  options: IntrospectionOptions | undefined,
  deps: IntrospectionDeps,
): Introspection | undefined {
  const { rules, fetch, insecureHosts } = deps
  const { profile } = rules
  const tokenInfo = profile.introspection?.tokenInfo
  if (options === undefined && tokenInfo === undefined) {
    if (profile.opaqueTokens !== true) return undefined
    checks.fail('introspection', `is required with the token profile ${profile.name}`)
  }
  const given: IntrospectionOptions = options === undefined ? {} : options
  const { cache: maxAge, endpoint } = checks.parse(given, parsers, 'introspection')
  const ownEndpoint =
    endpoint === undefined ? undefined : assertProviderUrl(owner, 'introspection.endpoint', endpoint, insecureHosts)
  const request = {
    calls: limitedCalls(),
    fetch,
    endpoint: endpointSource(ownEndpoint ?? tokenInfo, deps),
    authenticate:
      tokenInfo === undefined ? parseClient(given, 'introspection', rules.issuer) : assertNoClient(given, profile),
    signedResponses: signedResponses({ ...deps, clientId: given.clientId }),
    tokenInfo: tokenInfo !== undefined,
    inactiveStatuses: tokenInfo === undefined ? (profile.introspection?.inactiveStatuses ?? []) : [400],
  }
  return createIntrospection({ rules, request, maxAge })
}

function endpointSource(endpoint: string | undefined, { metadata }: IntrospectionDeps): () => Promise<string> {
  if (endpoint === undefined) return () => metadata.endpoint('introspection_endpoint')
  const fixed = Promise.resolve(endpoint)
  return () => fixed
}

function assertNoClient(options: IntrospectionOptions, { name }: TokenProfile): ClientAuthentication {
  const useless = (['clientId', 'clientSecret', 'privateKey', 'clientAuthentication'] as const).find(
    (key) => options[key] !== undefined,
  )
  if (useless === undefined) return tokenItself
  return checks.fail(`introspection.${useless}`, `has no use with the token profile ${name}`)
}

const cacheParsers = {
  maxAge: checks.seconds(60, { least: 1, most: 86_400 }),
} satisfies OptionParsers<Exclude<IntrospectionOptions['cache'], false | undefined>>

function parseMaxAge(cache: unknown = {}, option: string): number {
  return cache === false ? 0 : checks.parse(cache, cacheParsers, option).maxAge * 1000
}
