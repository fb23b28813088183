import type { TestIssuerOptions } from '../options.js'

const all = ['ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512', 'RS256', 'EdDSA', 'Ed25519']

/** The algorithms that proofs may have; none without DPoP. */
export function dpopAlgorithmsOf({ dpop, security }: TestIssuerOptions): string[] {
  const fallback = security === 'fapi2' ? ['PS256', 'ES256', 'EdDSA'] : all
  return dpop === false ? [] : (dpop?.algorithms ?? fallback)
}
