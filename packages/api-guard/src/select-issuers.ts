import type { IncomingMessage } from 'node:http'
import { AuthError, quote } from '@tandem-auth/tokens'
import type { GuardConfig } from './config.js'
import type { Issuers } from './issuers/issuers.js'
import { refused } from './verify-token.js'

/** The issuers that this request's token may come from: all of them, or the one that `selectIssuer` names. Never throws. */
export function issuersFor(config: GuardConfig, req: IncomingMessage): Issuers | Error {
  const { selectIssuer, issuers } = config
  if (selectIssuer === undefined) return issuers
  try {
    return issuersOf(config, selectIssuer(req))
  } catch (error) {
    return refused(error)
  }
}

/** The same for `verify(token, { issuer })`. */
export function issuersNamed(config: GuardConfig, name: string | undefined): Issuers | Error {
  return name === undefined && config.selectIssuer === undefined ? config.issuers : issuersOf(config, name)
}

function issuersOf({ issuersByName }: GuardConfig, name: unknown): Issuers | Error {
  const issuers = typeof name === 'string' ? issuersByName.get(name) : undefined
  return issuers ?? refused(new AuthError('ERR_ISSUER_SELECTION', { hint: selectionHint(name) }))
}

function selectionHint(name: unknown): string {
  return `This request's token was expected from the issuer ${quote(name)}, which isn't one of the guard's configured issuers.`
}
