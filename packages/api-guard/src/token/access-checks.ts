import { AuthError } from '@tandem-auth/tokens'
import { audienceHint, clientHint } from './hints.js'
import type { IssuerRules } from './issuer-rules.js'

/** @throws AuthError `ERR_TOKEN_AUDIENCE` (401) */
export function checkAudience(audience: readonly string[] | undefined, rules: IssuerRules): void {
  const { audience: accepted } = rules
  if (accepted === false || audience?.some((name) => accepted.has(name))) return
  throw new AuthError('ERR_TOKEN_AUDIENCE', { hint: audienceHint(audience, rules) })
}

/** @throws AuthError `ERR_TOKEN_CLIENT` (401) */
export function checkClient(clientId: string | undefined, { clientIds }: IssuerRules): void {
  if (clientIds === undefined || (clientId !== undefined && clientIds.has(clientId))) return
  throw new AuthError('ERR_TOKEN_CLIENT', { hint: clientHint(clientId) })
}
