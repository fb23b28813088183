import { AuthError } from '@tandem-auth/tokens'

/** The refusal of something that isn't a proof at all. The hint completes "The DPoP proof is not acceptable." */
export function invalidProof(reason: string): AuthError {
  return new AuthError('ERR_DPOP_PROOF', { hint: `The DPoP proof is not acceptable. ${reason}` })
}
