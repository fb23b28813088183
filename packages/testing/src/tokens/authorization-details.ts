import { ProtocolError } from '../http/protocol-error.js'
import type { Provider } from '../provider.js'

/**
 * Reads `authorization_details`. A provider without types ignores the parameter.
 *
 * @throws ProtocolError `invalid_authorization_details`
 * @see RFC 9396, 2 and 5
 */
export function readAuthorizationDetails({ options }: Provider, params: URLSearchParams): unknown[] | undefined {
  const text = params.get('authorization_details')
  const types = options.authorizationDetailsTypes
  if (text === null || types === undefined) return undefined
  const details = parse(text)
  if (!Array.isArray(details) || !details.every((detail) => types.includes(typeOf(detail)))) {
    throw new ProtocolError('invalid_authorization_details', 'the provider supports no such authorization_details')
  }
  return details
}

/**
 * Returns the details of a token request: the requested ones if they were granted, by default all.
 *
 * @see RFC 9396, 6
 */
export function narrowAuthorizationDetails(
  provider: Provider,
  granted: readonly unknown[] | undefined,
  params: URLSearchParams,
): readonly unknown[] | undefined {
  const requested = readAuthorizationDetails(provider, params)
  if (requested === undefined) return granted
  const known = new Set(granted?.map((detail) => JSON.stringify(detail)))
  if (requested.some((detail) => !known.has(JSON.stringify(detail)))) {
    throw new ProtocolError('invalid_authorization_details', 'these authorization_details were not granted')
  }
  return requested
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function typeOf(detail: unknown): string {
  return typeof detail === 'object' && detail !== null && 'type' in detail ? String(detail.type) : ''
}
