import { ProtocolError } from '../http/protocol-error.js'
import type { ProviderRequest } from '../http/provider-request.js'
import type { TestClient } from '../options.js'
import type { Provider } from '../provider.js'
import { verifyDpopProof } from './dpop-proof.js'

/** What a token is bound to: the claim `cnf`. */
export interface Confirmation {
  /** The thumbprint of a DPoP key (RFC 9449, 6.1). */
  jkt?: string
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
  if (jkt === undefined && client.dpopBoundAccessTokens) {
    provider.violations.push('token: the DPoP proof is missing')
    throw new ProtocolError('invalid_request', 'this client must send a DPoP proof')
  }
  return jkt === undefined ? undefined : { jkt }
}

export function confirmationIn(claims: Record<string, unknown>): Confirmation {
  return typeof claims.cnf === 'object' && claims.cnf !== null ? claims.cnf : {}
}
