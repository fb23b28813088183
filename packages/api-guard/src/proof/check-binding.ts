import { hash } from 'node:crypto'
import { AuthError } from '@tandem-auth/tokens'
import type { Confirmation } from '../token/confirmation.js'
import type { CertificateThumbprint } from './client-certificate.js'
import type { DpopVerifier } from './dpop-verifier.js'
import { invalidProof } from './invalid-proof.js'
import type { Presentation } from './presentation.js'
import { repeated } from './single-header.js'

/** What is asked of tokens beyond being valid: that the caller has the key they are bound to. */
export interface BindingConfig {
  readonly dpop: { readonly verify: DpopVerifier; readonly required: boolean } | undefined
  readonly mutualTls: { readonly thumbprintOf: CertificateThumbprint; readonly required: boolean } | undefined
  /** Refuses bearer tokens, whichever of the two binds the others. */
  readonly boundOnly: boolean
}

/**
 * Checks that everything a token is bound to came with it, and that it came as what it is: a bound token sent as `Bearer`
 * is refused, and a bearer token sent as `DPoP`. Returns the DPoP nonce that the client should use from now on, if a new one
 * is due. `tokenHash` is the SHA-256 of the token, or empty. Throws, or rejects with, an AuthError.
 * @see RFC 9449, 7.1 and 7.2; RFC 8705, 3
 */
export function checkBinding(
  { dpop, mutualTls, boundOnly }: BindingConfig,
  confirmation: Confirmation | undefined,
  presentation: Presentation,
  tokenHash: string,
): string | undefined | Promise<string | undefined> {
  const { jkt, 'x5t#S256': x5t } = confirmation ?? unbound
  if (jkt !== undefined && presentation.scheme !== 'DPoP') throw new AuthError('ERR_TOKEN_BOUND', { hint: schemeHint })
  if (jkt === undefined && (presentation.scheme === 'DPoP' || dpop?.required === true)) throw notBound(noKeyHint)
  if (x5t === undefined && mutualTls?.required === true) throw notBound(noCertificateHint)
  if (boundOnly && confirmation === undefined) throw notBound(noBindingHint)
  if (x5t !== undefined) checkCertificate(x5t, presentation)
  return jkt === undefined ? undefined : checkProof(dpop, jkt, presentation, tokenHash)
}

const unbound: Confirmation = {}

function checkCertificate(x5t: string, { thumbprint }: Presentation): void {
  if (thumbprint === x5t) return
  const hint = thumbprint === undefined ? missingCertificateHint : 'The request came with another client certificate.'
  throw new AuthError('ERR_TOKEN_CERTIFICATE', { hint })
}

function checkProof(
  dpop: BindingConfig['dpop'],
  jkt: string,
  { token, proof, method, path, request }: Presentation,
  tokenHash: string,
): string | undefined | Promise<string | undefined> {
  // Never without the option: `confirmationOf` refuses a "jkt" then.
  if (dpop === undefined) throw new AuthError('ERR_TOKEN_BOUND')
  if (proof === repeated) throw invalidProof('There is more than one DPoP header.')
  if (proof === undefined) throw new AuthError('ERR_DPOP_MISSING')
  // Without a cache of tokens nobody has hashed it yet.
  const ath = tokenHash === '' ? hash('sha256', token, 'base64url') : tokenHash
  return dpop.verify({ proof, method, path, ath, jkt, request })
}

function notBound(hint: string): AuthError {
  return new AuthError('ERR_TOKEN_UNBOUND', { hint })
}

const schemeHint =
  'This token is bound to a DPoP key. Send it as "Authorization: DPoP <token>", with a proof in the header DPoP.'
const noKeyHint =
  'This token is not bound to a DPoP key (its "cnf" has no "jkt"). Let the client send a proof with its token request.'
const noCertificateHint = 'This token is not bound to a client certificate (its "cnf" has no "x5t#S256").'
const noBindingHint = 'This guard accepts only tokens that are bound to a key, and this one has no "cnf".'
const missingCertificateHint =
  'The request came without a client certificate. Does the server ask for one ("requestCert"), or the proxy hand it on ("mutualTls.certificate")?'
