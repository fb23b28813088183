import { inspect } from 'node:util'
import { AuthError, describeCause, type ErrorCode, errorCodes, isAuthError } from './index.js'

describe('an AuthError', () => {
  const error = new AuthError('ERR_INSUFFICIENT_SCOPE', {
    hint: 'Ask for it.',
    headers: { 'WWW-Authenticate': 'Bearer' },
  })

  it('takes status and message from its code', () => {
    expect(error).toMatchObject({ name: 'AuthError', code: 'ERR_INSUFFICIENT_SCOPE', status: 403 })
    expect(error.message).toBe('the token lacks a scope that this request needs')
    expect(error.headers).toEqual({ 'WWW-Authenticate': 'Bearer' })
    expect(error.hint).toBe('Ask for it.')
  })

  it('has its status under the name that NestJS and Fastify read, too', () => {
    expect(error.statusCode).toBe(403)
  })

  it('shows code and status alone to those who list its properties', () => {
    expect(Object.keys(error)).toEqual(['code', 'status'])
    expect({ ...error }).toEqual({ code: 'ERR_INSUFFICIENT_SCOPE', status: 403 })
  })

  it('is one line in a log, however it is printed', () => {
    const line = 'AuthError: the token lacks a scope that this request needs (ERR_INSUFFICIENT_SCOPE)'
    expect(String(error)).toBe(line)
    expect(error.stack).toBe(line)
    expect(inspect(error)).toBe(line)
    expect(inspect(error, { depth: null, showHidden: true })).toBe(line)
    expect(inspect({ error }, { depth: null, breakLength: Number.POSITIVE_INFINITY })).not.toContain('\n')
    expect(JSON.stringify(error)).toBe(
      '{"code":"ERR_INSUFFICIENT_SCOPE","status":403,"message":"the token lacks a scope that this request needs"}',
    )
  })

  it('keeps its stack where the fault is ours or the configuration is wrong', () => {
    expect(new AuthError('ERR_GUARD_MISSING').stack).toMatch(/\n +at /)
    expect(new AuthError('ERR_KEYS_UNAVAILABLE').stack).toMatch(/\n +at /)
  })

  it('leaves stack traces of others as long as they were', () => {
    expect(new Error('other').stack).toMatch(/\n +at /)
  })

  it('says when to come back where that helps', () => {
    expect(new AuthError('ERR_KEYS_UNAVAILABLE').headers).toEqual({ 'Retry-After': '5' })
    expect(new AuthError('ERR_KEYS_UNAVAILABLE', { headers: { 'Retry-After': '9' } }).headers).toEqual({
      'Retry-After': '9',
    })
    expect(new AuthError('ERR_ISSUER_MISMATCH').headers).toEqual({})
  })

  it('is told by a registered symbol, since a tree may hold two copies of this package', () => {
    expect(isAuthError(error)).toBe(true)
    expect(isAuthError({ [Symbol.for('tandem-auth.error')]: true })).toBe(true)
    for (const other of [
      new Error('x'),
      { code: 'ERR_INSUFFICIENT_SCOPE', status: 403 },
      null,
      undefined,
      'ERR_INSUFFICIENT_SCOPE',
    ]) {
      expect(isAuthError(other)).toBe(false)
    }
  })
})

describe('the cause of an error', () => {
  class ForeignError extends Error {
    readonly response = { body: { access_token: 'secret-token' } }
  }

  it('is never the object that was thrown', () => {
    const foreign = new ForeignError('failed with secret-token')
    const { cause } = new AuthError('ERR_KEYS_UNAVAILABLE', { cause: foreign })
    expect(cause).toBeInstanceOf(Error)
    expect(cause).not.toBe(foreign)
    expect(inspect(cause, { depth: null, showHidden: true })).not.toContain('secret-token')
    expect(cause).toMatchObject({ message: 'ERR_UNKNOWN', code: 'ERR_UNKNOWN', stack: 'Error: ERR_UNKNOWN' })
  })

  it.each([
    ['a code of Node', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    [
      'a code deeper down',
      new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ENOTFOUND' }) }),
      'ENOTFOUND',
    ],
    ['a time limit', new DOMException('', 'TimeoutError'), 'ERR_TIMEOUT'],
    ['another AuthError', new AuthError('ERR_ISSUER_MISMATCH'), 'ERR_ISSUER_MISMATCH'],
    ['a code nobody knows', Object.assign(new Error(), { code: 'eyJhbGciOi' }), 'ERR_UNKNOWN'],
    ['a code that is no text', { code: 7 }, 'ERR_UNKNOWN'],
    ['something that is no error', 'secret', 'ERR_UNKNOWN'],
    ['nothing', null, 'ERR_UNKNOWN'],
  ])('has the name that a fixed table has for %s', (_name, thrown, code) => {
    expect(describeCause(thrown)).toMatchObject({ code })
  })

  it.each([
    ...['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'SELF_SIGNED_CERT_IN_CHAIN'],
    ...['CERT_NOT_YET_VALID', 'CERT_REVOKED', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'],
    ...['EPROTO', 'EHOSTUNREACH', 'UND_ERR_HEADERS_OVERFLOW'],
  ])('is named as Node, OpenSSL and undici name it, behind the "fetch failed" of fetch: %s', (code) => {
    const cause = Object.assign(new Error('with details'), { code })
    expect(describeCause(new TypeError('fetch failed', { cause }))).toMatchObject({ message: code, code })
  })

  it('is looked for three levels deep, so that an error that is its own cause ends', () => {
    const circular = new Error('x')
    circular.cause = circular
    expect(describeCause(circular)).toMatchObject({ code: 'ERR_UNKNOWN' })
  })

  it('is absent when there was none', () => {
    expect(describeCause(undefined)).toBeUndefined()
    expect(new AuthError('ERR_INSUFFICIENT_SCOPE')).not.toHaveProperty('cause')
  })
})

describe('the texts of the errors', () => {
  it.each(Object.keys(errorCodes) as ErrorCode[])('%s fits into a challenge', (code) => {
    const [status, message] = errorCodes[code]
    // RFC 6750, 3: error_description is %x20-21 / %x23-5B / %x5D-7E.
    expect(message).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]{8,100}$/)
    expect([400, 401, 403, 404, 405, 500, 502, 503]).toContain(status)
  })
})
