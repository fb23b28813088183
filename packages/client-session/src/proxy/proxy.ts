import type { IncomingMessage, ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AuthError } from '@tandem-auth/tokens'
import { type Dispatcher, request } from 'undici'
import type { ApiConfig } from '../access-tokens/api-config.js'
import { apiUrl } from '../access-tokens/api-request.js'
import type { Middleware, WebRequest } from '../http/web-request.js'
import type { MutualTls } from '../provider/client-certificate.js'
import { type PathRules, parsePaths } from './path-rules.js'
import { type ProxiedBody, proxiedBody, proxiedHeaders } from './proxied-request.js'
import { writeProxiedHead } from './proxied-response.js'
import type { SessionWatch } from './session-watch.js'

export interface ProxyOptions {
  /** The methods that may be called, such as `['GET', 'POST']`. */
  readonly methods: readonly string[]
  /** The paths that may be called, below the mount path: `/slots`, `/bookings/:id`, `/files/*`. */
  readonly paths: readonly string[]
}

/** The login of one request, as far as a call in its name needs it. */
export interface CallingLogin {
  readonly loginId: string
  /** Connections that present the client's certificate, where tokens are bound to it (RFC 8705). */
  readonly tls: MutualTls | undefined
  /** The headers that carry the access token for one call; with `renew`, those of a new token. */
  authorization(api: ApiConfig, method: string, url: URL, renew?: boolean): Promise<Readonly<Record<string, string>>>
  /** Remembers the nonce of a response. Resolves to whether the API refused the call only for its nonce (RFC 9449, 9). */
  learnNonce(url: URL, status: number, nonce: string | undefined, challenge: string | undefined): Promise<boolean>
}

export interface ProxyDeps {
  readonly watch: SessionWatch
  /** Whether this site's own pages sent the request. @throws AuthError `ERR_REQUEST_HOST` (400) */
  isOurs(req: WebRequest): boolean
  /** Who is logged in. @throws AuthError `ERR_SESSION_MIDDLEWARE` (500) behind no `clientSession` of this kind */
  loginOf(req: WebRequest): CallingLogin | undefined
  /** Responds 401 with the address of the login, and never with a redirect. */
  refuse(req: WebRequest): Promise<void>
  /** Responds to an API's challenge where a stronger login or more scopes can settle it: `true` when it did. */
  answerChallenge(req: WebRequest, api: ApiConfig, response: Dispatcher.ResponseData): Promise<boolean>
}

// Until the head of the API's response is there. Its body may take as long as it likes: it may be a stream of events.
const headersTimeout = 30_000

/**
 * Sends the requests of this site's own pages on to an API with the user's access token, in both directions as streams.
 * @throws TypeError that names the option
 * @see RFC 10017 (browser-based apps: backend for frontend)
 */
export function createProxy(deps: ProxyDeps, api: ApiConfig, options: ProxyOptions): Middleware {
  const rules = parseProxyOptions(options)
  return function proxyMiddleware(req, res, next) {
    proxyRequest(deps, api, rules, req, res).catch((error: unknown) => {
      if (res.headersSent) res.destroy()
      else next(error)
    })
  }
}

interface ProxyRules {
  readonly methods: ReadonlySet<string>
  readonly allows: PathRules
}

function parseProxyOptions({ methods, paths, ...others }: ProxyOptions): ProxyRules {
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw new TypeError(`proxy: unknown option "${unknown}"`)
  const known = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
  if (!Array.isArray(methods) || methods.length === 0 || !methods.every((method) => known.includes(method))) {
    throw new TypeError(`proxy: "methods" must be an array of ${known.join(', ')}`)
  }
  return { methods: new Set(methods), allows: parsePaths('proxy', paths) }
}

async function proxyRequest(
  deps: ProxyDeps,
  api: ApiConfig,
  { methods, allows }: ProxyRules,
  req: WebRequest,
  res: ServerResponse,
): Promise<void> {
  const login = deps.loginOf(req)
  if (!deps.isOurs(req)) throw new AuthError('ERR_CROSS_SITE')
  const { method = 'GET', url: target = '/' } = req
  if (!methods.has(method)) {
    throw new AuthError('ERR_REQUEST_METHOD', { headers: { Allow: [...methods].join(', ') } })
  }
  const [path = ''] = target.split('?', 1)
  if (!allows(path)) throw new AuthError('ERR_PROXY_PATH')
  if (login === undefined) return deps.refuse(req)
  const ending = new AbortController()
  const unwatch = deps.watch.watch(login.loginId, () => ending.abort())
  res.once('close', () => ending.abort())
  ending.signal.addEventListener('abort', () => res.destroy())
  try {
    const body = proxiedBody(req)
    const call = {
      api,
      method,
      url: apiUrl(api, target),
      body,
      headers: proxiedHeaders(req, body),
      signal: ending.signal,
      dispatcher: login.tls?.dispatcher,
    }
    const response = await callApi(login, call)
    await respond(deps, req, res, api, response)
  } catch (error) {
    // The browser has left, or its session has ended: nobody is there to be told.
    if (!ending.signal.aborted) throw error
  } finally {
    unwatch()
  }
}

interface Call {
  readonly api: ApiConfig
  readonly method: string
  readonly url: URL
  readonly body: ProxiedBody
  readonly headers: readonly string[]
  readonly signal: AbortSignal
  readonly dispatcher: Dispatcher | undefined
}

/** Calls the API; once more with a new token when it responds 401 and the body can be sent again. */
async function callApi(login: CallingLogin, call: Call): Promise<Dispatcher.ResponseData> {
  const { api, method, url, body } = call
  let response = await send(call, await login.authorization(api, method, url))
  const demandsNonce = await login.learnNonce(
    url,
    response.statusCode,
    single(response.headers['dpop-nonce']),
    single(response.headers['www-authenticate']),
  )
  if (demandsNonce && body.repeatable) {
    await response.body.dump()
    response = await send(call, await login.authorization(api, method, url))
  }
  if (response.statusCode !== 401 || !body.repeatable) return response
  const renewed = await login.authorization(api, method, url, true).catch(() => undefined)
  if (renewed === undefined) return response
  await response.body.dump()
  return send(call, renewed)
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header
}

async function send(
  { url, method, headers, body, signal, dispatcher }: Call,
  authorization: Readonly<Record<string, string>>,
): Promise<Dispatcher.ResponseData> {
  // undici destroys the body of a call that failed. The browser's own connection must survive, to be told of it.
  const upload = isStream(body.content) ? body.content : undefined
  const content = upload?.pipe(new PassThrough()) ?? body.content
  try {
    return await request(url, {
      method: method as Dispatcher.HttpMethod,
      headers: [...headers, ...Object.entries(authorization).flat()],
      body: content,
      signal,
      headersTimeout,
      bodyTimeout: 0,
      ...(dispatcher && { dispatcher }),
    })
  } catch (error) {
    // The browser reads our response once its upload has been taken off its hands.
    upload?.unpipe().resume()
    throw new AuthError('ERR_API_UNAVAILABLE', { cause: error })
  }
}

function isStream(content: ProxiedBody['content']): content is IncomingMessage {
  return typeof content === 'object' && content !== null && 'pipe' in content
}

async function respond(
  deps: ProxyDeps,
  req: WebRequest,
  res: ServerResponse,
  api: ApiConfig,
  response: Dispatcher.ResponseData,
): Promise<void> {
  const { statusCode, headers, body } = response
  if (statusCode === 401 || statusCode === 403) {
    if (await deps.answerChallenge(req, api, response)) return void (await body.dump())
  }
  if (statusCode === 401) {
    await body.dump()
    return deps.refuse(req)
  }
  if (statusCode >= 300 && statusCode < 400 && statusCode !== 304) {
    await body.dump()
    throw new AuthError('ERR_API_UNAVAILABLE', {
      hint: `The API "${api.name}" responded with a redirect, which is never followed: call the final URL.`,
    })
  }
  writeProxiedHead(res, statusCode, headers)
  res.flushHeaders()
  await pipeline(body, res)
}
