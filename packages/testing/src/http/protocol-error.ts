import type { ProviderResponse } from './provider-request.js'

/** An OAuth error response. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
  readonly code: string
  readonly status: number

  constructor(code: string, description: string, status = code === 'invalid_client' ? 401 : 400) {
    super(description)
    this.code = code
    this.status = status
  }
}

/** @see RFC 6749, 5.2 */
export function errorResponse({ code, message, status }: ProtocolError): ProviderResponse {
  const headers: Record<string, string> = { 'cache-control': 'no-store' }
  if (status === 401) headers['www-authenticate'] = 'Basic realm="test issuer"'
  return { status, headers, body: { error: code, error_description: message } }
}
