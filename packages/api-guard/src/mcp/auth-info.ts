import type { IncomingMessage } from 'node:http'
import { AuthError, type Claims } from '@tandem-auth/tokens'
import type { AccessTokenAuth } from '../token/access-token-auth.js'

/** What the SDK's transports and handlers get: the `AuthInfo` of SDK v1 and v2. A plain object that may be spread. */
export interface AuthInfo {
  token: string
  clientId: string
  /** The granted scopes, and those that they include. */
  scopes: string[]
  /** Epoch seconds. */
  expiresAt?: number
  resource?: URL
  extra: { issuer: string; subject: string | undefined; claims: Claims }
}

export function toAuthInfo(auth: AccessTokenAuth, scopes: readonly string[], resource: string): AuthInfo {
  const { token, clientId = '', expiresAt, issuer, subject, payload } = auth
  return {
    token,
    clientId,
    scopes: [...scopes],
    ...(expiresAt !== undefined && { expiresAt }),
    resource: new URL(resource),
    extra: { issuer, subject, claims: payload },
  }
}

// Not on the request: any middleware may overwrite `req.auth`. Registered globally, so that two copies share it.
const authInfos = Symbol.for('tandem-auth.api-guard.mcp-auth-infos')
const registered = globalThis as { [authInfos]?: WeakMap<IncomingMessage, AuthInfo | undefined> }
registered[authInfos] ??= new WeakMap()
const attached = registered[authInfos]

export function attachAuthInfo(req: IncomingMessage & { auth?: unknown }, info: AuthInfo | undefined): void {
  attached.set(req, info)
  if (info !== undefined) req.auth = info
}

/**
 * Returns the `AuthInfo` of a request that `mcpGuard` let through.
 * @throws AuthError `ERR_GUARD_MISSING` (500) when no `mcpGuard` has verified a token for this request
 */
export function authInfoOf(req: IncomingMessage): AuthInfo {
  const info = attached.get(req)
  if (info !== undefined) return info
  throw new AuthError('ERR_GUARD_MISSING', {
    hint: 'Mount mcpGuard(...) before this route. With "optional" a request may have no token.',
  })
}
