import { ProtocolError } from '../http/protocol-error.js'
import type { ProviderRequest } from '../http/provider-request.js'
import type { Provider } from '../provider.js'

/** What a request says about its client. */
export interface Credentials {
  readonly method: string
  readonly clientId: string
  readonly secret?: string
  readonly assertion?: string
}

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Reads the credentials in the header or the body. A client that has none of them sends its id only. */
export function readCredentials(provider: Provider, { headers, form, endpoint }: ProviderRequest): Credentials {
  const found = [basic(provider, headers.authorization), posted(form), asserted(form)].filter(
    (one) => one !== undefined,
  )
  if (found.length > 1) provider.violations.push(`${endpoint}: the client uses two authentication methods`)
  const clientId = form.get('client_id')
  const credentials = found[0] ?? { method: 'none', clientId: clientId ?? '' }
  if (clientId !== null && clientId !== credentials.clientId) {
    provider.violations.push(`${endpoint}: client_id differs from the client that authenticates`)
    throw new ProtocolError('invalid_client', 'the request names two clients')
  }
  return credentials
}

function basic(provider: Provider, header: string | undefined): Credentials | undefined {
  const encoded = /^basic +(\S+)$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const parts = Buffer.from(encoded, 'base64').toString().split(':')
  const [clientId, secret] = parts.map(decodeFormValue)
  if (parts.length !== 2 || clientId === undefined || secret === undefined) {
    provider.violations.push('client_secret_basic: client id and secret must each be form-urlencoded (RFC 6749, 2.3.1)')
    throw new ProtocolError('invalid_client', 'the Authorization header is malformed')
  }
  return { method: 'client_secret_basic', clientId, secret }
}

function decodeFormValue(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

function posted(form: URLSearchParams): Credentials | undefined {
  const secret = form.get('client_secret')
  return secret === null ? undefined : { method: 'client_secret_post', clientId: form.get('client_id') ?? '', secret }
}

function asserted(form: URLSearchParams): Credentials | undefined {
  const assertion = form.get('client_assertion')
  if (assertion === null || form.get('client_assertion_type') !== assertionType) return undefined
  return { method: 'private_key_jwt', clientId: form.get('client_id') ?? subjectOf(assertion), assertion }
}

/** Read before the signature is verified: it only selects the client whose keys verify it. */
function subjectOf(assertion: string): string {
  try {
    const claims: unknown = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString())
    return String((claims as { sub?: unknown }).sub)
  } catch {
    return ''
  }
}
