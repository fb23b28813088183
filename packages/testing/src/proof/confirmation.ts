import { ProtocolError } from '../http/protocol-error.js'
import type { ProviderRequest } from '../http/provider-request.js'
import { thumbprintOf } from '../keys/certificate.js'
import type { Provider } from '../provider.js'
import type { TestClient } from '../test-client.js'
import { verifyDpopProof } from './dpop-proof.js'

/** What a token is bound to: the claim `cnf`. */
export interface Confirmation {
  /** The thumbprint of a DPoP key (RFC 9449, 6.1). */
  jkt?: string
  /** The thumbprint of the client's certificate (RFC 8705, 3.1). */
  'x5t#S256'?: string
}

/**
 * What the tokens of a token request are bound to, or `undefined` for bearer tokens.
 *
 * @throws ProtocolError when a proof is invalid, or missing though the client is registered for bound tokens
 */
export async function confirmationOf(
  provider: Provider,
  client: TestClient,
  request: ProviderRequest,
): Promise<Confirmation | undefined> {
  const jkt = await verifyDpopProof(provider, request)
  const certificate = client.tlsClientCertificateBoundAccessTokens ? certificateOf(request) : undefined
  if (
    jkt === undefined &&
    (client.dpopBoundAccessTokens || (provider.policy.boundTokens && certificate === undefined))
  ) {
    provider.violations.push('token: the DPoP proof is missing')
    throw new ProtocolError('invalid_request', 'this client must send a DPoP proof')
  }
  if (jkt === undefined && certificate === undefined) return undefined
  return { ...(jkt !== undefined && { jkt }), ...(certificate !== undefined && { 'x5t#S256': certificate }) }
}

function certificateOf({ clientCertificate }: ProviderRequest): string {
  if (clientCertificate === undefined) {
    throw new ProtocolError('invalid_request', 'this client must present a certificate')
  }
  return thumbprintOf(clientCertificate.certificate.raw)
}

export function confirmationIn(claims: Record<string, unknown>): Confirmation {
  return typeof claims.cnf === 'object' && claims.cnf !== null ? claims.cnf : {}
}
