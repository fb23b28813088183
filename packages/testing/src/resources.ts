import { ProtocolError } from './protocol-error.js'

/** Which APIs are asked for: `resource` (RFC 8707), or `audience` as Auth0 and RFC 8693 have it. */
export function readResources(params: URLSearchParams): string[] {
  const resources = params.getAll('resource')
  if (resources.some((resource) => !URL.canParse(resource) || resource.includes('#'))) {
    throw new ProtocolError('invalid_target', 'a resource is an absolute URI without a fragment')
  }
  return resources.length > 0 ? resources : params.getAll('audience')
}

/** The part of what was granted that a token request asks for; without a wish, all of it. */
export function narrowResources(granted: readonly string[], params: URLSearchParams): readonly string[] {
  const asked = readResources(params)
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
