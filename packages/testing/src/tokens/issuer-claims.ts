import type { Claims } from '../claims.js'
import { defaultTenant } from '../location.js'
import type { Provider } from '../provider.js'

/** `iss`, and for an issuer of many tenants the `tid` that is in it, as Microsoft Entra has it. */
export function issuerClaims({ issuer, issuerTemplate }: Provider, user: Claims = {}): Claims {
  if (issuerTemplate === undefined) return { iss: issuer }
  const tid = String(user.tid ?? defaultTenant)
  return { iss: issuerTemplate.replace('{tenantid}', tid), tid }
}
