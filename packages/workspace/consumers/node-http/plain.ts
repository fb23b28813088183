// Without Express and its types: the middlewares are functions of node:http's request and response.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { apiGuard, authErrorHandler, authOf, requireScopes } from '@tandem-auth/api-guard'
import { type Coordination, clientSession, requireLogin } from '@tandem-auth/client-session'
import { postgresCoordination } from '@tandem-auth/client-session/postgres'
import { redisCoordination } from '@tandem-auth/client-session/redis'
import { startIssuer } from '@tandem-auth/testing'
import { listen, walk } from './walk.cjs'

type Next = (error?: unknown) => void
type Step = (req: IncomingMessage, res: ServerResponse, next: Next) => void

// Their types don't refer to node-redis or node-postgres.
const _overRedis: (...clients: Parameters<typeof redisCoordination>) => Coordination = redisCoordination
const _overPostgres: (...pools: Parameters<typeof postgresCoordination>) => Coordination = postgresCoordination

const issuer = await startIssuer()
const api = await listen()
const web = await listen()

const guard = apiGuard({ issuer: issuer.issuer, audience: 'https://api.example.com' })
const refuse = authErrorHandler()
api.server.on('request', (req: IncomingMessage, res: ServerResponse) => {
  const steps: Step[] = [guard, requireScopes('read:appointments'), () => sendJson(res, { for: authOf(req).subject })]
  run(steps, req, res, (error) => refuse(error, req, res, () => res.writeHead(500).end(String(error))))
})

const session = clientSession({
  issuer: issuer.issuer,
  clientId: 'client-1',
  clientSecret: 'secret-1',
  secret: 'a secret of thirty-two bytes, or a few more',
  baseUrl: web.url,
  apis: { appointments: { url: api.url, audience: 'https://api.example.com', scopes: ['read:appointments'] } },
})
web.server.on('request', (req: IncomingMessage, res: ServerResponse) => {
  const page: Step = (_req, _res, next) => {
    const ofThis = session.of(req)
    if (req.url === '/profile') return sendJson(res, ofThis.user)
    ofThis.fetch('appointments', '/appointments').then(async (answer) => sendJson(res, await answer.json()), next)
  }
  run([session, requireLogin(), page], req, res, (error) => res.writeHead(500).end(String(error)))
})

await walk({ issuer, api, web })

function run([step, ...rest]: readonly Step[], req: IncomingMessage, res: ServerResponse, onError: Next): void {
  step?.(req, res, (error) => (error === undefined ? run(rest, req, res, onError) : onError(error)))
}

function sendJson(res: ServerResponse, body: unknown): void {
  res.setHeader('content-type', 'application/json')
  res.end(JSON.stringify(body))
}
