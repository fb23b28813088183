import { ProtocolError } from '../http/protocol-error.js'
import type { ProviderRequest } from '../http/provider-request.js'
import { thumbprintOf } from '../keys/certificate.js'
import type { Provider } from '../provider.js'
import { type AccessToken, isActive } from '../state/grants.js'
import { type Confirmation, confirmationIn } from './confirmation.js'
import { dpopAlgorithmsOf } from './dpop-algorithms.js'
import { verifyDpopProof } from './dpop-proof.js'

/**
 * Finds the access token that a request presents to the provider's own API, with the proof that it needs.
 *
 * @throws ProtocolError with the challenge of RFC 6750, 3, or RFC 9449, 7.1
 */
export async function readPresentedToken(provider: Provider, request: ProviderRequest): Promise<AccessToken> {
  const [, scheme = '', token] = /^(bearer|dpop) +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  if (token === undefined) throw new ProtocolError('', '', 401, 'Bearer')
  const accessToken = provider.grants.accessTokens.get(token)
  const bound = accessToken === undefined ? undefined : confirmationIn(accessToken.claims).jkt
  const refuse = (code: string, description: string) => {
    const header =
      bound === undefined
        ? `Bearer error="${code}"`
        : `DPoP error="${code}", algs="${dpopAlgorithmsOf(provider.options).join(' ')}"`
    return new ProtocolError(code, description, 401, header)
  }
  if (accessToken === undefined || !isActive(accessToken)) throw refuse('invalid_token', 'the token is not active')
  if (scheme.toLowerCase() !== (bound === undefined ? 'bearer' : 'dpop')) {
    provider.violations.push(`${request.endpoint}: the token is sent as ${scheme}, but it is not of that type`)
    throw refuse('invalid_token', 'the token is of another type')
  }
  checkCertificate(provider, request, confirmationIn(accessToken.claims), refuse)
  if (bound !== undefined) await checkProof(provider, request, token, bound, refuse)
  return accessToken
}

/** @see RFC 8705, 3 */
function checkCertificate(
  provider: Provider,
  { clientCertificate, endpoint }: ProviderRequest,
  { 'x5t#S256': thumbprint }: Confirmation,
  refuse: (code: string, description: string) => ProtocolError,
): void {
  if (thumbprint === undefined) return
  const presented = clientCertificate === undefined ? undefined : thumbprintOf(clientCertificate.certificate.raw)
  if (presented === thumbprint) return
  provider.violations.push(`${endpoint}: the token is sent without the certificate that it is bound to`)
  throw refuse('invalid_token', 'the token is bound to another certificate')
}

async function checkProof(
  provider: Provider,
  request: ProviderRequest,
  token: string,
  bound: string,
  refuse: (code: string, description: string) => ProtocolError,
): Promise<void> {
  const jkt = await verifyDpopProof(provider, request, token).catch((error: unknown) => {
    throw error instanceof ProtocolError ? refuse(error.code, error.message) : error
  })
  if (jkt === bound) return
  provider.violations.push(
    `${request.endpoint}: ${jkt === undefined ? 'the DPoP proof is missing' : 'the DPoP proof has another key than the token'}`,
  )
  throw refuse('invalid_dpop_proof', 'the proof is not of the key that the token is bound to')
}
