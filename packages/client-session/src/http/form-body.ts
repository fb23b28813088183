import { AuthError, type ErrorCode } from '@tandem-auth/tokens'
import type { WebRequest } from './web-request.js'

const maxBody = 64 * 1024

/**
 * Returns the posted form: `req.body` if a parser ran, otherwise up to 64 KiB of the stream, urlencoded.
 * @throws AuthError `ERR_REQUEST_BODY` (400)
 */
export async function readForm(req: WebRequest): Promise<URLSearchParams> {
  if (isParsed(req)) return formOf(req.body)
  const type = (req.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') throw new AuthError('ERR_REQUEST_BODY')
  return new URLSearchParams(await readText(req))
}

/**
 * The value of a parameter that may be sent only once (RFC 6749, 3.1).
 * @throws AuthError `ERR_REQUEST_PARAMETER` (400), or the given code, when it was sent twice
 */
export function onlyValue(
  parameters: URLSearchParams,
  name: string,
  code: ErrorCode = 'ERR_REQUEST_PARAMETER',
): string | undefined {
  const [value, second] = parameters.getAll(name)
  if (second !== undefined) throw new AuthError(code, { hint: `"${name}" was sent more than once.` })
  return value
}

// A parser of Express 4 leaves `{}` for a body that it did not read. The form is then still in the stream.
function isParsed({ body, readableDidRead }: WebRequest): boolean {
  if (body === undefined || body === null) return false
  const empty = typeof body === 'object' && !Buffer.isBuffer(body) && Object.keys(body).length === 0
  return !empty || readableDidRead !== false
}

function formOf(body: unknown): URLSearchParams {
  if (typeof body === 'string') return new URLSearchParams(body)
  if (Buffer.isBuffer(body)) return new URLSearchParams(body.toString('utf8'))
  const form = new URLSearchParams()
  if (typeof body !== 'object' || body === null) return form
  for (const [name, value] of Object.entries(body)) {
    for (const item of Array.isArray(value) ? value : [value]) if (typeof item === 'string') form.append(name, item)
  }
  return form
}

async function readText(req: WebRequest): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of req) {
      size += chunk.length
      if (size > maxBody) break
      chunks.push(chunk)
    }
  } catch {
    throw new AuthError('ERR_REQUEST_BODY')
  }
  if (size > maxBody) throw new AuthError('ERR_REQUEST_BODY', { headers: { Connection: 'close' } })
  return Buffer.concat(chunks).toString('utf8')
}
