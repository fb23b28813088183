import { createServer, type Server } from 'node:http'
import { type ApiGuardOptions, apiGuard, authErrorHandler, authOf } from '@tandem-auth/api-guard'
import express from 'express'
import { serveSockets } from './serve-sockets.js'

/** An Express API and a WebSocket server behind one guard. */
export function createApi(options: ApiGuardOptions): Server {
  const guard = apiGuard(options)
  const app = express()
  app.use(guard)
  app.get('/appointments', (req, res) => {
    res.json({ for: authOf(req).subject })
  })
  app.use(authErrorHandler())
  const server = createServer(app)
  const sockets = serveSockets(server, guard)
  server.on('close', () => {
    sockets.close()
    guard.close()
  })
  return server
}
