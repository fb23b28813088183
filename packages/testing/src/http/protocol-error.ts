import type { ProviderResponse } from './provider-request.js'

/** An OAuth error response. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly code: string
  readonly status: number
  /** The `WWW-Authenticate` header. */
  readonly challenge: string | undefined

  constructor(code: string, description: string, status = code === 'invalid_client' ? 401 : 400, challenge?: string) {
    super(description)
    this.code = code
    this.status = status
    this.challenge = challenge ?? (status === 401 ? 'Basic realm="test issuer"' : undefined)
  }
}

/** @see RFC 6749, 5.2 */
export function errorResponse({ code, message, status, challenge }: ProtocolError): ProviderResponse {
  const headers: Record<string, string> = { 'cache-control': 'no-store' }
  if (challenge !== undefined) headers['www-authenticate'] = challenge
  return { status, headers, body: code === '' ? {} : { error: code, error_description: message } }
}
