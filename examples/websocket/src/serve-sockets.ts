import { type IncomingMessage, type Server, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type ApiGuard, AuthError, authErrorHandler } from '@tandem-auth/api-guard'
import { WebSocketServer } from 'ws'
import { converse } from './conversation.js'
import { authenticate, protocol } from './tokens-of-upgrades.js'

const answerError = authErrorHandler()

// #region upgrade
/** Opens a WebSocket for callers with a good token; everyone else gets the HTTP answer that a request would get. */
export function serveSockets(server: Server, guard: ApiGuard): WebSocketServer {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: 16 * 1024,
    // Never the offered protocol that holds the token.
    handleProtocols: (offered) => (offered.has(protocol) ? protocol : false),
  })
  server.on('upgrade', (req, stream, head) => {
    stream.on('error', () => stream.destroy())
    authenticate(guard, req).then(
      (auth) => {
        if (auth === undefined)
          return refuse(req, stream, new AuthError('ERR_CREDENTIALS_MISSING', { headers: challenge }))
        sockets.handleUpgrade(req, stream, head, (socket) => converse(socket, guard, auth))
      },
      (error: unknown) => refuse(req, stream, error),
    )
  })
  return sockets
}
// #endregion

const challenge = { 'WWW-Authenticate': 'Bearer' }

function refuse(req: IncomingMessage, stream: Duplex, error: unknown): void {
  if (!(stream instanceof Socket)) return void stream.destroy()
  const res = new ServerResponse(req)
  res.assignSocket(stream)
  res.shouldKeepAlive = false
  res.on('finish', () => stream.end())
  answerError(error, req, res, () => {
    res.statusCode = 500
    res.end()
  })
}
