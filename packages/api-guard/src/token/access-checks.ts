import { AuthError } from '@tandem-auth/tokens'
import type { IssuerConfig } from '../issuers/issuers.js'
import { audienceHint, clientHint } from './hints.js'

/** @throws AuthError `ERR_TOKEN_AUDIENCE` (401) */
export function checkAudience(audience: readonly string[] | undefined, issuer: IssuerConfig): void {
  const { audience: accepted } = issuer
  if (accepted === false || audience?.some((name) => accepted.has(name))) return
  throw new AuthError('ERR_TOKEN_AUDIENCE', { hint: audienceHint(audience, issuer) })
}

/** @throws AuthError `ERR_TOKEN_CLIENT` (401) */
export function checkClient(clientId: string | undefined, { clientIds }: IssuerConfig): void {
  if (clientIds === undefined || (clientId !== undefined && clientIds.has(clientId))) return
  throw new AuthError('ERR_TOKEN_CLIENT', { hint: clientHint(clientId) })
}
