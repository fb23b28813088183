import { request as httpRequest, type IncomingMessage, ServerResponse } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { AuthError, isAuthError, problemOf } from '@tandem-auth/tokens'
import type { ApiConfig } from '../access-tokens/api-config.js'
import { apiUrl } from '../access-tokens/api-request.js'
import type { WebRequest } from '../http/web-request.js'
import { type PathRules, parsePaths } from './path-rules.js'
import type { CallingLogin } from './proxy.js'
import type { SessionWatch } from './session-watch.js'
import { WebSocketFrames } from './websocket-frames.js'

export interface UpgradeOptions {
  /** The path of this app below which WebSockets are opened, such as `/api/appointments`. */
  readonly at: string
  /** The paths below it that may be opened: `/live`, `/rooms/:id`. */
  readonly paths: readonly string[]
}

/** A listener for a server's `upgrade` event. */
export type UpgradeListener = (req: IncomingMessage, socket: Duplex, head: Buffer) => void

export interface UpgradeDeps {
  readonly watch: SessionWatch
  /** The origin at which this request reaches the app. @throws AuthError `ERR_REQUEST_HOST` (400) */
  originOf(req: WebRequest): string
  /** Reads the session of a request that no middleware has seen. */
  load(req: WebRequest, res: ServerResponse): Promise<CallingLogin | undefined>
}

// Of the API's response and of the browser's request, what belongs to the WebSocket handshake (RFC 6455, 4).
const handshake = ['sec-websocket-key', 'sec-websocket-version', 'sec-websocket-protocol', 'sec-websocket-extensions']
const accepted = ['sec-websocket-accept', 'sec-websocket-protocol', 'sec-websocket-extensions']

const connectTimeout = 30_000

/** How long a frame that is under way may hold up the end of a socket, in milliseconds. */
const closeTimeout = 500

/**
 * Opens WebSockets to an API with the user's access token, for pages of this site only. A socket is closed with 1008 when
 * the session ends.
 * @throws TypeError that names the option
 */
export function createUpgrade(deps: UpgradeDeps, api: ApiConfig, options: UpgradeOptions): UpgradeListener {
  const { at, allows } = parseUpgradeOptions(options)
  return function upgradeListener(req, socket, head) {
    const target = req.url ?? '/'
    // Other paths are for other listeners.
    if (!target.startsWith(`${at}/`)) return
    socket.on('error', () => socket.destroy())
    open(deps, api, { req, target: target.slice(at.length), allows }, socket, head).catch((error: unknown) =>
      refuse(socket, error),
    )
  }
}

function parseUpgradeOptions({ at, paths, ...others }: UpgradeOptions): { at: string; allows: PathRules } {
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw new TypeError(`upgrade: unknown option "${unknown}"`)
  if (typeof at !== 'string' || !/^(?:\/[\w.~-]+)+$/.test(at)) {
    throw new TypeError('upgrade: "at" must be a path like "/api/appointments"')
  }
  return { at, allows: parsePaths('upgrade', paths) }
}

interface Handshake {
  readonly req: IncomingMessage
  /** Path and query below `at`. */
  readonly target: string
  readonly allows: PathRules
}

async function open(deps: UpgradeDeps, api: ApiConfig, wanted: Handshake, socket: Duplex, head: Buffer): Promise<void> {
  const { req, target, allows } = wanted
  // Browsers send `Origin` with every WebSocket, and no cookie rule stops another site's page (cross-site hijacking).
  if (req.headers.origin !== deps.originOf(req)) throw new AuthError('ERR_CROSS_SITE')
  if (req.method !== 'GET' || req.headers.upgrade?.toLowerCase() !== 'websocket') {
    throw new AuthError('ERR_REQUEST_METHOD', { headers: { Allow: 'GET' } })
  }
  if (!allows(target.split('?', 1)[0] ?? '')) throw new AuthError('ERR_PROXY_PATH')
  const login = await deps.load(req, new ServerResponse(req))
  if (login === undefined) throw new AuthError('ERR_LOGIN_REQUIRED')
  const url = apiUrl(api, target)
  const upstream = await connect(req, url, api, login)
  join(deps.watch, login.loginId, upstream, socket, head)
}

interface Upstream {
  readonly response: IncomingMessage
  readonly socket: Socket
  readonly head: Buffer
}

/** Opens the API's socket; once more with a new token when it responds 401. */
async function connect(req: IncomingMessage, url: URL, api: ApiConfig, login: CallingLogin): Promise<Upstream> {
  let first = await shakeHands(req, url, await login.authorization(api, 'GET', url), login)
  if (first === 'nonce') first = await shakeHands(req, url, await login.authorization(api, 'GET', url), login)
  if (isOpen(first)) return first
  const second =
    first === 401 ? await shakeHands(req, url, await login.authorization(api, 'GET', url, true), login) : first
  if (isOpen(second)) return second
  if (second === 401) throw new AuthError('ERR_LOGIN_REQUIRED', { hint: `The API "${api.name}" responded 401.` })
  throw new AuthError('ERR_API_UNAVAILABLE', { hint: `The API "${api.name}" responded ${second} to the upgrade.` })
}

function isOpen(outcome: Upstream | number | 'nonce'): outcome is Upstream {
  return typeof outcome === 'object'
}

/** The API's socket, or the status with which it refused; 'nonce' when it demands one in the proof. */
function shakeHands(
  { headers }: IncomingMessage,
  url: URL,
  authorization: Readonly<Record<string, string>>,
  login: CallingLogin,
): Promise<Upstream | number | 'nonce'> {
  const own = Object.fromEntries(
    handshake.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  )
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const call = send(url, {
    headers: { ...own, ...authorization, connection: 'Upgrade', upgrade: 'websocket' },
    agent: false,
    ...login.tls?.certificate,
  })
  call.setTimeout(connectTimeout, () => call.destroy())
  return new Promise((resolve, reject) => {
    call.on('upgrade', (response, socket, head) => resolve({ response, socket: socket as Socket, head }))
    call.on('response', (response) => {
      response.resume()
      const { statusCode = 502, headers: answered } = response
      const nonce = answered['dpop-nonce']
      login
        .learnNonce(url, statusCode, Array.isArray(nonce) ? nonce[0] : nonce, answered['www-authenticate'])
        .then((demanded) => resolve(demanded ? 'nonce' : statusCode), reject)
    })
    call.on('error', (error) => reject(new AuthError('ERR_API_UNAVAILABLE', { cause: error })))
    call.end()
  })
}

/** From here on the two sockets are one, until either closes or the session ends. */
function join(watch: SessionWatch, loginId: string, upstream: Upstream, browser: Duplex, head: Buffer): void {
  const { socket: api, response } = upstream
  const lines = accepted.flatMap((name) =>
    response.headers[name] === undefined ? [] : [`${name}: ${String(response.headers[name])}`],
  )
  const switching = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade', ...lines, '', '']
  browser.write(switching.join('\r\n'))
  api.setTimeout(0)
  const frames = new WebSocketFrames()
  frames.pipe(browser)
  if (upstream.head.length > 0) frames.write(upstream.head)
  api.pipe(frames)
  if (head.length > 0) api.write(head)
  browser.pipe(api)
  const unwatch = watch.watch(loginId, () => {
    api.unpipe(frames)
    frames.closeWithPolicyViolation()
    setTimeout(end, closeTimeout).unref()
  })
  function end(): void {
    unwatch()
    api.destroy()
    browser.destroy()
  }
  api.on('error', end).on('close', () => browser.end())
  // Node's server leaves a socket half open when the browser is gone.
  browser.on('end', end).on('close', end)
}

/** A request to upgrade has no response object: its refusal is written by hand. */
function refuse(socket: Duplex, error: unknown): void {
  const { status, headers } = isAuthError(error) ? error : { status: 500, headers: {} }
  const body = JSON.stringify(
    isAuthError(error) ? problemOf(error) : { type: 'about:blank', title: reasons[500], status, code: 'ERR_UNKNOWN' },
  )
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const fixed = [
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  if (!socket.writable) return void socket.destroy()
  socket.end([`HTTP/1.1 ${status} ${reasons[status] ?? 'Error'}`, ...fixed, ...lines, '', body].join('\r\n'))
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
}
