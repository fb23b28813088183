import { createLocalJWKSet, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose'
import { epochSeconds } from '../epoch-seconds.js'
import { ProtocolError } from '../http/protocol-error.js'
import type { ProviderRequest } from '../http/provider-request.js'
import type { TestClient } from '../options.js'
import { isNew, type Provider } from '../provider.js'
import { authMethodsOf } from '../state/clients.js'

interface Credentials {
  readonly method: string
  readonly clientId: string
  readonly secret?: string
  readonly assertion?: string
}

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/**
 * Authenticates the client of a request: client_secret_basic, client_secret_post, private_key_jwt or none.
 *
 * @see RFC 6749, 2.3, and RFC 7523, 3
 */
export async function authenticateClient(provider: Provider, request: ProviderRequest): Promise<TestClient> {
  const credentials = readCredentials(provider, request)
  const client = provider.clients.find(credentials.clientId)
  if (client === undefined) throw new ProtocolError('invalid_client', 'unknown client')
  if (!authMethodsOf(client).includes(credentials.method)) {
    throw new ProtocolError('invalid_client', `the client is not registered for ${credentials.method}`)
  }
  if (credentials.assertion !== undefined) await checkAssertion(provider, client, credentials.assertion)
  else if (credentials.method !== 'none' && credentials.secret !== client.clientSecret) {
    throw new ProtocolError('invalid_client', 'the secret is wrong')
  }
  return client
}

function readCredentials(provider: Provider, { headers, form, endpoint }: ProviderRequest): Credentials {
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

async function checkAssertion(provider: Provider, client: TestClient, assertion: string): Promise<void> {
  const { clientId, jwks } = client
  const audience = [provider.issuer, `${provider.base}/token`]
  const requiredClaims = ['exp', 'iat', 'jti']
  const { payload } = await jwtVerify(assertion, createLocalJWKSet(jwks as JSONWebKeySet), {
    issuer: clientId,
    subject: clientId,
    audience,
    requiredClaims,
    currentDate: new Date(),
  }).catch((error: Error) => {
    throw new ProtocolError('invalid_client', `client_assertion: ${error.message}`)
  })
  noteWeakAssertion(provider, payload)
}

function noteWeakAssertion(provider: Provider, { exp = 0, jti = '' }: JWTPayload): void {
  if (exp > epochSeconds() + 86_400) provider.violations.push('client_assertion: the lifetime is longer than a day')
  if (!isNew(provider, `assertion ${jti}`)) provider.violations.push('client_assertion: the jti was already used')
}
