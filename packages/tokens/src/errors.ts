import { type ErrorCode, errorCodes } from './error-codes.js'
import { isDevelopment } from './is-development.js'

const brand = Symbol.for('tandem-auth.error')
const inspect = Symbol.for('nodejs.util.inspect.custom')

/** Headers of a response; an array is sent as one header line for each value. */
export type ResponseHeaders = Readonly<Record<string, string | readonly string[]>>

export interface AuthErrorOptions {
  /** What the developer should do. May contain an issuer, an audience or a client id, but only through `quote`. */
  readonly hint?: string | undefined
  /** Response headers. Express's own error handler sends them. */
  readonly headers?: ResponseHeaders | undefined
  /** Anything that was thrown. Only a code from a fixed table is kept of it. */
  readonly cause?: unknown
}

const none: ResponseHeaders = Object.freeze({})
const retryLater: ResponseHeaders = Object.freeze({ 'Retry-After': '5' })

/**
 * Every refusal and failure of this project. `code` is stable and determines `status` and `message`. `hint` and `headers`
 * aren't enumerable, so that a logged error is one line without them. Cheap to construct, because a flood of bad tokens is
 * a flood of these.
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

// Error objects of HTTP clients carry whole responses, tokens among them. Only the codes that Node, OpenSSL, undici and
// jose give their own failures are let through.
const causes = new Set(
  [
    // The network
    'ABORT_ERR EAI_AGAIN EAI_FAIL ECONNABORTED ECONNREFUSED ECONNRESET EHOSTDOWN EHOSTUNREACH EMFILE ENETDOWN ENETUNREACH',
    'ENOTFOUND EPIPE EPROTO ERR_SOCKET_CLOSED ERR_SOCKET_CONNECTION_TIMEOUT ERR_STREAM_PREMATURE_CLOSE ETIMEDOUT',
    // Certificates (https://nodejs.org/api/tls.html#x509-certificate-error-codes)
    'CERT_CHAIN_TOO_LONG CERT_HAS_EXPIRED CERT_NOT_YET_VALID CERT_REJECTED CERT_REVOKED CERT_SIGNATURE_FAILURE CERT_UNTRUSTED',
    'CRL_HAS_EXPIRED CRL_NOT_YET_VALID DEPTH_ZERO_SELF_SIGNED_CERT ERR_TLS_CERT_ALTNAME_INVALID HOSTNAME_MISMATCH INVALID_CA',
    'INVALID_PURPOSE PATH_LENGTH_EXCEEDED SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY UNABLE_TO_GET_CRL',
    'UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_ISSUER_CERT_LOCALLY UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    // The TLS handshake
    'ERR_SSL_BAD_RECORD_TYPE ERR_SSL_CA_MD_TOO_WEAK ERR_SSL_DH_KEY_TOO_SMALL ERR_SSL_EE_KEY_TOO_SMALL ERR_SSL_HTTP_REQUEST',
    'ERR_SSL_NO_PROTOCOLS_AVAILABLE ERR_SSL_PACKET_LENGTH_TOO_LONG ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
    'ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    'ERR_SSL_TLSV1_ALERT_ACCESS_DENIED ERR_SSL_TLSV1_ALERT_DECRYPT_ERROR ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR',
    'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
    'ERR_SSL_TLSV1_UNRECOGNIZED_NAME ERR_SSL_UNEXPECTED_EOF_WHILE_READING ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED',
    'ERR_SSL_UNSUPPORTED_PROTOCOL ERR_SSL_WRONG_VERSION_NUMBER ERR_TLS_HANDSHAKE_TIMEOUT',
    // What came instead of a good response
    'ERR_JWKS_INVALID ERR_PROVIDER_BODY ERR_PROVIDER_REDIRECT ERR_PROVIDER_RESPONSE ERR_TIMEOUT HPE_HEADER_OVERFLOW',
    'HPE_INVALID_CONSTANT HPE_INVALID_HEADER_TOKEN UND_ERR_ABORTED UND_ERR_BODY_TIMEOUT UND_ERR_CONNECT_TIMEOUT',
    'UND_ERR_HEADERS_OVERFLOW UND_ERR_HEADERS_TIMEOUT UND_ERR_RES_CONTENT_LENGTH_MISMATCH UND_ERR_SOCKET',
  ].flatMap((codes) => codes.split(' ')),
)

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
