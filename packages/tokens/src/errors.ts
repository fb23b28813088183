import { type ErrorCode, errorCodes } from './error-codes.js'
import { isDevelopment } from './is-development.js'

const brand = Symbol.for('tandem-auth.error')
const inspect = Symbol.for('nodejs.util.inspect.custom')

export interface AuthErrorOptions {
  /** What the developer should do. May contain an issuer, an audience or a client id, but only through `quote`. */
  readonly hint?: string | undefined
  /** Response headers. Express's own error handler sends them. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Anything that was thrown. Only a code from a fixed table is kept of it. */
  readonly cause?: unknown
}

const none: Readonly<Record<string, string>> = Object.freeze({})
const retryLater: Readonly<Record<string, string>> = Object.freeze({ 'Retry-After': '5' })

/**
 * Every refusal and failure of this project. `code` is stable and determines `status` and `message`. `hint` and `headers`
 * aren't enumerable, so that a logged error is one line without them. Cheap to construct, because a flood of bad tokens is
 * a flood of these.
 */
export class AuthError extends Error {
  declare readonly name: 'AuthError'
  readonly code: ErrorCode
  readonly status: number
  readonly #headers: Readonly<Record<string, string>>
  readonly #hint: string | undefined

  constructor(code: ErrorCode, { hint, headers, cause }: AuthErrorOptions = {}) {
    const [status, message] = errorCodes[code]
    const { stackTraceLimit } = Error
    // A refusal needs no stack trace, and capturing one costs more than verifying the token.
    if (status < 500) Error.stackTraceLimit = 0
    super(message)
    Error.stackTraceLimit = stackTraceLimit
    this.code = code
    this.status = status
    this.#headers = headers ?? (status === 503 ? retryLater : none)
    this.#hint = hint
    // Express's error handler prints the stack. Without this each bad token would cost thirty lines of log.
    if (status < 500) this.stack = this.toString()
    if (cause !== undefined) Object.defineProperty(this, 'cause', { value: describeCause(cause), configurable: true })
  }

  /** The same as `status`, under the name that NestJS, Fastify and http-errors read. */
  get statusCode(): number {
    return this.status
  }

  get headers(): Readonly<Record<string, string>> {
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

  /** One line; in development with the hint below it. */
  [inspect](): string {
    const hint = this.#hint
    return hint !== undefined && isDevelopment() ? `${this.toString()}\n  hint: ${hint}` : this.toString()
  }
}

Object.defineProperties(AuthError.prototype, { name: { value: 'AuthError' }, [brand]: { value: true } })

/** Recognizes an `AuthError` by a registered symbol, because two copies of this package may be installed. */
export function isAuthError(value: unknown): value is AuthError {
  return typeof value === 'object' && value !== null && brand in value && value[brand] === true
}

// Error objects of HTTP clients may contain whole responses, and so tokens. These codes of Node, undici and jose are the
// only part that is kept.
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

/** Returns a new `Error` with a code from a fixed table; never the object that was thrown. */
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
