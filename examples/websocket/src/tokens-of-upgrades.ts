import type { IncomingMessage } from 'node:http'
import type { AccessTokenAuth, ApiGuard } from '@tandem-auth/api-guard'

/** What this server speaks; the only protocol that it ever names in an answer. */
export const protocol = 'appointments.v1'

const tokenPrefix = 'bearer.'

// #region authenticate
/**
 * Who asks for a WebSocket. Programs send `Authorization`; a browser can't, and offers its token as a second protocol:
 * `new WebSocket(url, ['appointments.v1', 'bearer.' + accessToken])`. Never a token in the address: addresses are logged.
 */
export async function authenticate(guard: ApiGuard, req: IncomingMessage): Promise<AccessTokenAuth | undefined> {
  const tokens = [...headerTokens(req), ...protocolTokens(req)]
  const [token] = tokens
  // Two tokens could be judged by one part of a system and used by another: none of them counts.
  return token === undefined || tokens.length > 1 ? undefined : guard.verify(token)
}
// #endregion

function headerTokens({ headersDistinct }: IncomingMessage): readonly string[] {
  return (headersDistinct.authorization ?? []).filter((value) => /^bearer /i.test(value)).map((value) => value.slice(7))
}

function protocolTokens({ headers }: IncomingMessage): readonly string[] {
  const offered = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim()) ?? []
  return offered.filter((name) => name.startsWith(tokenPrefix)).map((name) => name.slice(tokenPrefix.length))
}
