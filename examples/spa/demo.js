// What a real system has elsewhere: a provider, and an API that takes its access tokens.
import { createServer } from 'node:http'
import { apiGuard, authErrorHandler, authOf, requireScopes } from '@tandem-auth/api-guard'
import { startIssuer } from '@tandem-auth/testing'
import express from 'express'
import { WebSocketServer } from 'ws'

const audience = 'https://appointments.example'

export async function startDemo() {
  const { issuer } = await startIssuer({ user: { sub: 'alice', name: 'Alice Liddell' } })
  const guard = apiGuard({ issuer, audience, scopes: 'read:appointments' })
  const slots = [
    { id: 1, time: '09:00', bookedBy: null },
    { id: 2, time: '10:30', bookedBy: null },
  ]
  const listeners = new Set()

  const api = express()
  api.use(guard)
  api.get('/slots', (_req, res) => res.json(slots))
  api.post('/slots/:id', requireScopes('write:appointments'), (req, res) => {
    const slot = slots.find(({ id }) => String(id) === req.params.id)
    if (slot === undefined) return res.status(404).json({ title: 'no such slot' })
    slot.bookedBy ??= authOf(req).subject
    for (const listener of listeners) listener.write(`data: ${JSON.stringify(slots)}\n\n`)
    res.json(slot)
  })
  api.get('/events', (_req, res) => {
    res.set('Content-Type', 'text/event-stream').write(`data: ${JSON.stringify(slots)}\n\n`)
    listeners.add(res)
    res.on('close', () => listeners.delete(res))
  })
  api.use(authErrorHandler())

  const server = createServer(api)
  serveChat(server, guard)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { issuer, audience, apiUrl: `http://127.0.0.1:${server.address().port}` }
}

/** Everyone with a good token hears what the others say. */
function serveChat(server, guard) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 4096 })
  server.on('upgrade', async (req, stream, head) => {
    stream.on('error', () => stream.destroy())
    try {
      const { subject } = await guard.verify(req.headers.authorization?.replace(/^Bearer /, '') ?? '')
      sockets.handleUpgrade(req, stream, head, (socket) => {
        socket.send(`${subject} has joined`)
        socket.on('error', () => socket.terminate())
        socket.on('message', (text) => {
          for (const client of sockets.clients) client.send(`${subject}: ${text}`)
        })
      })
    } catch {
      stream.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n')
    }
  })
}
