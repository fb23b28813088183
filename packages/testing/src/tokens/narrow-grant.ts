import { ProtocolError } from '../http/protocol-error.js'
import type { Provider } from '../provider.js'

/** Reads the requested APIs: `resource` (RFC 8707), or `audience` as in RFC 8693 and at Auth0. */
export function readResources({ options }: Provider, params: URLSearchParams): string[] {
  const resources = options.ignoreResource ? [] : params.getAll('resource')
  if (resources.some((resource) => !URL.canParse(resource) || resource.includes('#'))) {
    throw new ProtocolError('invalid_target', 'a resource must be an absolute URI without a fragment')
  }
  return resources.length > 0 ? resources : params.getAll('audience')
}

/** Returns the resources of a token request: the requested ones if they were granted, by default all. */
export function narrowResources(
  provider: Provider,
  granted: readonly string[],
  params: URLSearchParams,
): readonly string[] {
  const asked = readResources(provider, params)
  if (asked.length === 0) return granted
  if (asked.some((resource) => !granted.includes(resource))) {
    throw new ProtocolError('invalid_target', 'this resource was not granted')
  }
  return asked
}

/** @see RFC 6749, 6 */
export function narrowScope(granted: string, asked: string | null): string {
  if (asked === null) return granted
  const scopes = granted.split(' ')
  if (asked.split(' ').some((scope) => !scopes.includes(scope))) {
    throw new ProtocolError('invalid_scope', 'this scope was not granted')
  }
  return asked
}
