import type { ApiGuardOptions, TrustedIssuerOptions } from '../../src/index.js'
import type { MatrixRow, ProviderMatrix } from './provider-matrix.js'

const ofIssuer: readonly string[] = ['audience', 'tokenProfile', 'clientIds', 'issuer']

/** The options of the guard that a row's token is sent to; `jwks` is the key set that the tokens are signed with. */
export function rowOptions(
  { issuer, guard, keyMembers }: ProviderMatrix,
  row: MatrixRow,
  jwks: { readonly keys: readonly object[] },
  more: Partial<ApiGuardOptions> = {},
): ApiGuardOptions {
  const keys = jwks.keys.map((key) => ({ ...key, ...(row.keyMembers ?? keyMembers) }))
  const given = Object.entries({ ...guard, ...row.guard, ...more })
  const pick = (belongs: boolean) => Object.fromEntries(given.filter(([name]) => ofIssuer.includes(name) === belongs))
  const own = { issuer, ...pick(true), jwks: { keys } } as TrustedIssuerOptions
  return { ...pick(false), issuer: own } as ApiGuardOptions
}
