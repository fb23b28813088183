import { assertProviderUrl, type OptionChecks, type OptionParsers, optionChecks } from '@tandem-auth/tokens'
import type { ResourceOptions } from './resource-options.js'

const owner = 'apiGuard'
const checks: OptionChecks = optionChecks(owner)

/** The parsed resource: every URL is the configured one, whatever a request says. */
export interface Resource {
  readonly url: string
  readonly origin: string
  /** The identifiers that tokens for this resource may have as their audience. */
  readonly audience: readonly string[]
  readonly scopes: readonly string[] | undefined
  readonly requestable: ((scope: string) => string) | undefined
  /** Where the metadata is (RFC 9728, 3.1). */
  readonly metadataPath: string
  readonly metadataUrl: string
  /** The members of the metadata that the options determine. */
  readonly described: Readonly<Record<string, string>>
}

export const wellKnownPath = '/.well-known/oauth-protected-resource'

const parsers = {
  url: checks.string,
  scopes: checks.optional(checks.scopes),
  requestable: checks.optional(checks.function<(scope: string) => string>()),
  name: checks.optional(checks.string),
  documentation: checks.optional(parsePage),
  policy: checks.optional(parsePage),
  terms: checks.optional(parsePage),
} satisfies OptionParsers<ResourceOptions>

/** @throws TypeError naming the option */
export function parseResource(options: ResourceOptions, insecureHosts: readonly string[] | undefined): Resource {
  const { url, scopes, requestable, ...pages } = checks.parse({ ...options }, parsers, 'resource')
  const { origin, pathname, search, hash, href } = new URL(assertProviderUrl(owner, 'resource.url', url, insecureHosts))
  // RFC 9728, 1.2: never a fragment. A query would have to be part of the metadata's URL.
  if (search !== '' || hash !== '' || url.includes('#')) {
    checks.fail('resource.url', 'must not have a query or a fragment')
  }
  const metadataPath = pathname === '/' ? wellKnownPath : `${wellKnownPath}${pathname}`
  return {
    url,
    origin,
    // A URL without a path is the same with a slash (RFC 3986, 6.2.3), and clients that parse it add one.
    audience: pathname === '/' ? [...new Set([url, href, origin])] : [url],
    scopes,
    requestable,
    metadataPath,
    metadataUrl: `${origin}${metadataPath}`,
    described: Object.fromEntries(
      Object.entries(pages).flatMap(([name, value]) =>
        value === undefined ? [] : [[publishedNames[name] ?? name, value]],
      ),
    ),
  }
}

const publishedNames: Readonly<Record<string, string>> = {
  name: 'resource_name',
  documentation: 'resource_documentation',
  policy: 'resource_policy_uri',
  terms: 'resource_tos_uri',
}

function parsePage(value: unknown, option: string): string {
  const page = checks.string(value, option)
  if (!URL.canParse(page) || !/^https?:$/.test(new URL(page).protocol)) checks.fail(option, 'must be an absolute URL')
  return page
}

const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/**
 * Returns how a client asks for a scope. Anything but a scope would let the configuration write another parameter into a
 * header, so the scope itself is used then.
 */
export function requestableScope(requestable: Resource['requestable'], scope: string): string {
  const name: unknown = requestable === undefined ? scope : requestable(scope)
  return typeof name === 'string' && scopeToken.test(name) ? name : scope
}
