import { type ErrorCode, errorCodes } from './error-codes.js'

const brand = Symbol.for('tandem-auth.error')
const inspect = Symbol.for('nodejs.util.inspect.custom')

/** Headers of a response; an array is sent as one header line for each value. */
export type ResponseHeaders = Readonly<Record<string, string | readonly string[]>>

export interface AuthErrorOptions {
  /** What the developer should do. May quote an issuer, an audience or a client id, by `quote` alone. */
  readonly hint?: string | undefined
  /** Response headers; Express' own error handler sends them. */
  readonly headers?: ResponseHeaders | undefined
  /** Anything that was thrown: only its name and code from a fixed table are kept. */
  readonly cause?: unknown
}

const none: ResponseHeaders = Object.freeze({})
const retryLater: ResponseHeaders = Object.freeze({ 'Retry-After': '5' })

/**
 * Every refusal and failure of this project. `code` is stable and decides `status` and `message`; `hint` and `headers`
 * aren't enumerable, so that a log line of an error stays one line and shows neither. Cheap to make: a flood of bad tokens
 * is a flood of these.
 */
export class AuthError extends Error {
  declare readonly name: 'AuthError'
  readonly code: ErrorCode
  readonly status: number
  readonly #headers: ResponseHeaders
  readonly #hint: string | undefined

  constructor(code: ErrorCode, { hint, headers, cause }: AuthErrorOptions = {}) {
    const [status, message] = errorCodes[code]
    const { stackTraceLimit } = Error
    // Nobody needs the stack of a refusal, and to take it costs more than to judge the token.
    if (status < 500) Error.stackTraceLimit = 0
    super(message)
    Error.stackTraceLimit = stackTraceLimit
    this.code = code
    this.status = status
    this.#headers = headers ?? (status === 503 ? retryLater : none)
    this.#hint = hint
    // Express' error handler prints the stack: a flood of bad tokens must not cost thirty lines of log each.
    if (status < 500) this.stack = this.toString()
    if (cause !== undefined) Object.defineProperty(this, 'cause', { value: describeCause(cause), configurable: true })
  }

  get headers(): ResponseHeaders {
    return this.#headers
  }

  get hint(): string | undefined {
    return this.#hint
  }

  override toString(): string {
    return `AuthError: ${this.message} (${this.code})`
  }

  toJSON(): { code: ErrorCode; status: number; message: string } {
    return { code: this.code, status: this.status, message: this.message }
  }

  [inspect](): string {
    return this.toString()
  }
}

Object.defineProperties(AuthError.prototype, { name: { value: 'AuthError' }, [brand]: { value: true } })

/** Tells an `AuthError` by a registered symbol, since there may be two copies of this package in a tree. */
export function isAuthError(value: unknown): value is AuthError {
  return typeof value === 'object' && value !== null && brand in value && value[brand] === true
}

// Error objects of HTTP clients carry whole responses, tokens among them. What is let through is what Node, undici and
// jose call their own failures.
const causes = new Set([
  'ABORT_ERR',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ERR_JWKS_INVALID',
  'ERR_PROVIDER_RESPONSE',
  'ERR_PROVIDER_BODY',
  'ERR_PROVIDER_REDIRECT',
  'ERR_TIMEOUT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ETIMEDOUT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
])

/** A new `Error` that names what went wrong by a code from a fixed table; never the object that was thrown. */
export function describeCause(error: unknown): Error | undefined {
  if (error === undefined) return undefined
  const code = knownCode(error, 3)
  const cause = new Error(code)
  Object.defineProperty(cause, 'code', { value: code, enumerable: true })
  cause.stack = `Error: ${code}`
  return cause
}

function knownCode(error: unknown, depth: number): string {
  if (typeof error !== 'object' || error === null || depth === 0) return 'ERR_UNKNOWN'
  if (isAuthError(error)) return error.code
  const { code, name, cause } = error as { code?: unknown; name?: unknown; cause?: unknown }
  if (name === 'TimeoutError') return 'ERR_TIMEOUT'
  if (typeof code === 'string' && causes.has(code)) return code
  return knownCode(cause, depth - 1)
}
