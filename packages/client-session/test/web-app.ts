import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestIssuer } from '@tandem-auth/testing'
import express, { type ErrorRequestHandler, type Express } from 'express'
import {
  type ClientSession,
  type ClientSessionOptions,
  clientSession,
  requireLogin,
  type SeveralProvidersOptions,
  type SharedOptions,
  type SingleProviderOptions,
  type UserProfile,
} from '../src/index.js'
import { Browser } from './login-browser.js'

export const secret = 'a secret of at least thirty-two bytes'
export const secureBaseUrl = 'https://app.example.com'

/** An app with a login, listening on a loopback port. */
export interface WebApp<Api extends string, User> {
  readonly web: ClientSession<Api, User>
  readonly baseUrl: string
  readonly server: Server
  browser(): Browser
  close(): Promise<void>
}

/** The options of `clientSession`, none of them required, and what the app mounts beside it. */
export type WebAppOptions<Api extends string, User> = Partial<SharedOptions<Api, User>> &
  Partial<SingleProviderOptions | SeveralProvidersOptions> & {
    /** Mounted before `clientSession`. */
    readonly before?: (app: Express) => void
    /** Mounted after it. */
    readonly define?: (app: Express, web: ClientSession<Api, User>) => void
  }

/** Starts an app; `https` in its base URL is what a proxy in front of it would say. */
export async function startWebApp<Api extends string = never, User = UserProfile>(
  issuer: TestIssuer | undefined,
  options: WebAppOptions<Api, User> = {},
): Promise<WebApp<Api, User>> {
  const { before, define, ...own } = options
  const app = express()
  const server = createServer(app).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const defaults = { secret, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
  const credentials = { issuer: issuer?.issuer, clientId: 'client-1', clientSecret: 'secret-1' }
  const all = {
    ...defaults,
    ...(typeof own.issuer !== 'object' && credentials),
    ...own,
  } as ClientSessionOptions<Api, User>
  const web = create(all, server)
  app.set('trust proxy', 'loopback')
  before?.(app)
  app.use(web)
  define?.(app, web)
  app.get('/', (req, res) => void res.json({ user: web.of(req).user ?? null }))
  app.get('/profile', requireLogin(), (req, res) => void res.json(web.of(req).user))
  app.use(responseErrors)
  const baseUrl = String(Array.isArray(all.baseUrl) ? all.baseUrl[0] : all.baseUrl)
  return {
    ...{ web, baseUrl, server },
    browser: () => new Browser(server, baseUrl),
    async close() {
      web.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A refused configuration must not leave a server behind. */
function create<Api extends string, User>(
  options: ClientSessionOptions<Api, User>,
  server: Server,
): ClientSession<Api, User> {
  try {
    return clientSession<Api, User>(options as Parameters<typeof clientSession<Api, User>>[0])
  } catch (error) {
    server.close()
    throw error
  }
}

// As Express' own error handler: the status and the headers of the error, none of the others.
const responseErrors: ErrorRequestHandler = (error, _req, res, _next) => {
  for (const name of res.getHeaderNames()) res.removeHeader(name)
  res.status(error.status ?? 500).set(error.headers ?? {})
  res.json({ code: error.code, message: error.message, hint: error.hint })
}
