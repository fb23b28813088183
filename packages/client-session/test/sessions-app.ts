import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { isAuthError } from '@tandem-auth/tokens'
import express, { type ErrorRequestHandler, type Request, type RequestHandler } from 'express'
import type { RefreshTokens } from '../src/access-tokens/refresh.js'
import type { SessionRecord } from '../src/login-state/session-record.js'
import type { Login } from '../src/session/begin-session.js'
import { createSessions, type Sessions, type SessionsConfig } from '../src/session/sessions.js'
import { createKeyRing } from '../src/storage/key-ring.js'
import { type Browser, openBrowser } from './browser.js'

export interface User {
  readonly name: string
}

export interface SessionsApp {
  readonly url: string
  readonly sessions: Sessions<User>
  /** Requests to `/slow-write` wait here until it is opened. */
  readonly gate: Gate
  browser(): Browser
  close(): Promise<void>
}

export interface Gate {
  readonly waiting: number
  open(): void
}

export interface SessionsAppOptions extends Partial<SessionsConfig> {
  readonly secrets?: readonly [string, ...string[]]
  /** Mounted before the sessions, like an express-session of the app. */
  readonly before?: RequestHandler
  readonly login?: Partial<Login<User>>
}

export const secret = 'a secret of the test that is long enough'
export const iss = 'https://issuer.example'
export const clientId = 'client-1'

const known = new WeakMap<Request, SessionRecord<User> | undefined>()

/** A small app around `createSessions`: it logs in the user that a request names, and says who is logged in. */
export async function startSessionsApp(options: SessionsAppOptions = {}): Promise<SessionsApp> {
  const { secrets = [secret], before, refreshTokens = refuseRefresh, login, ...config } = options
  const sessions = createSessions<User>({
    secureCookies: false,
    keys: createKeyRing(secrets),
    storeTimeout: 1,
    idleTimeout: 3600,
    absoluteTimeout: 86_400,
    refreshTokens,
    apis: new Map(),
    clientIdOf: (issuer) => (issuer === iss ? clientId : undefined),
    ...config,
  })
  let pass: (() => void)[] = []
  const gate: Gate = {
    get waiting() {
      return pass.length
    },
    open() {
      for (const go of pass) go()
      pass = []
    },
  }
  const app = express()
  if (before !== undefined) app.use(before)
  app.use((req, res, next) => {
    sessions.load(req, res, (error, record) => {
      known.set(req, record)
      next(error)
    })
  })
  app.get('/whoami', (req, res) => void res.json(known.get(req)?.sub ?? null))
  app.post('/login', async (req, res) => {
    await sessions.begin(req, { ...loginOf(req), ...login })
    res.json('done')
  })
  app.post('/logout', async (req, res) => void res.json((await sessions.end(req)) ?? null))
  app.post('/renew', async (req, res) => {
    await sessions.renewSessionId(req)
    res.json('done')
  })
  app.post('/write', (req, res) => {
    sessionOf(req).cart = req.query.cart
    res.json('done')
  })
  app.get('/read', (req, res) => void res.json(sessionOf(req).cart ?? null))
  app.post('/slow-write', async (req, res) => {
    await new Promise<void>((resolve) => pass.push(resolve))
    sessionOf(req).note = `written at ${Date.now()}`
    res.json('done')
  })
  app.post('/regenerate', (req, res, next) => {
    ;(sessionOf(req) as { regenerate: (done: (error?: unknown) => void) => void }).regenerate((error) =>
      error ? next(error) : res.json('done'),
    )
  })
  app.get('/token', async (req, res) => {
    const record = known.get(req)
    const api = String(req.query.api ?? '')
    res.json(record === undefined ? null : await sessions.tokens.accessToken(record.loginId, api))
  })
  app.get('/sessions', async (req, res) => {
    const record = known.get(req)
    res.json(record === undefined ? null : await sessions.list(record))
  })
  app.use(respondWithCode)
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    sessions,
    gate,
    browser: () => openBrowser(url),
    async close() {
      sessions.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function sessionOf(req: Request): Record<string, unknown> {
  return (req as unknown as { session: Record<string, unknown> }).session
}

function loginOf(req: Request): Login<User> {
  const { sub = 'alice', sid, token = 'access' } = req.query as Record<string, string>
  const now = Date.now() / 1000
  return {
    iss,
    clientId,
    sub,
    ...(sid !== undefined && { sid }),
    authTime: Math.floor(now),
    user: { name: sub },
    startedAt: now,
    tokens: { '': { accessToken: `${token}-token-of-${sub}`, expiresAt: now + 3600 } },
    refreshToken: `refresh-token-of-${sub}`,
    idToken: `id-token-of-${sub}`,
    meta: { userAgent: 'a browser of the test', ip: '192.0.2.1' },
  }
}

const refuseRefresh: RefreshTokens = () => Promise.reject(new Error('nothing here refreshes'))

const respondWithCode: ErrorRequestHandler = (error, _req, res, _next) => {
  if (!isAuthError(error)) return void res.status(500).json({ code: String(error) })
  res.status(error.status).set(error.headers).json({ code: error.code })
}
