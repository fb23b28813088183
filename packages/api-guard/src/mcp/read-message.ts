import type { IncomingMessage } from 'node:http'
import { AuthError } from '@tandem-auth/tokens'
import { repeated, singleHeader } from '../proof/single-header.js'
import { type JsonRpcMessage, messagesOf, subjectOf } from './json-rpc.js'

const maxBody = 1024 * 1024

interface ParsedRequest extends IncomingMessage {
  body?: unknown
  /** Tells body-parser that somebody has read the body. */
  _body?: boolean
}

/**
 * Reads the messages of a POST: `req.body` if a parser ran before, otherwise up to 1 MiB of the stream, which it leaves in
 * `req.body`. Whatever can't be read is refused: the transport must not understand it in another way.
 * @throws AuthError `ERR_MCP_MESSAGE`, `ERR_MCP_HEADER` (400)
 */
export async function readMessages(req: ParsedRequest): Promise<readonly JsonRpcMessage[]> {
  const type = singleHeader(req, 'content-type')
  if (typeof type !== 'string' || !/^application\/json[ \t]*(?:;|$)/i.test(type)) {
    throw unreadable('The content type must be application/json.')
  }
  req.body = req.body === undefined ? await readJson(req) : parsedBody(req.body)
  req._body = true
  const messages = messagesOf(req.body)
  if (messages === undefined) throw unreadable('The body must be a JSON-RPC 2.0 message, or a batch of messages.')
  checkHeaders(req, messages)
  return messages
}

function parsedBody(body: unknown): unknown {
  if (typeof body === 'string') return parseJson(body)
  return Buffer.isBuffer(body) ? parseJson(decode(body)) : body
}

async function readJson(req: IncomingMessage): Promise<unknown> {
  const encoding = singleHeader(req, 'content-encoding')
  if (encoding !== undefined && encoding !== 'identity') throw unreadable('The body must not be compressed.')
  return parseJson(decode(await readBody(req)))
}

// Not `for await`: leaving it early destroys the connection before the refusal is sent.
function readBody(req: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    req.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= maxBody) chunks.push(chunk)
      else reject(unreadable('The body is longer than 1 MiB.'))
    })
    req.on('end', () => resolve(Buffer.concat(chunks)))
    req.on('error', reject)
    req.on('close', () => reject(unreadable('The body ended early.')))
  })
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw unreadable('The body is not UTF-8.')
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw unreadable('The body is not JSON.')
  }
}

// A gateway may have let the request through for what these headers say.
function checkHeaders(req: IncomingMessage, messages: readonly JsonRpcMessage[]): void {
  const [message] = messages
  const single = messages.length === 1 ? message : undefined
  assertSame(singleHeader(req, 'mcp-method'), single?.method)
  assertSame(singleHeader(req, 'mcp-name'), single && subjectOf(single))
}

function assertSame(header: string | typeof repeated | undefined, value: string | undefined): void {
  if (header === undefined || (header !== repeated && decodeHeader(header) === value)) return
  throw new AuthError('ERR_MCP_HEADER', {
    hint: 'The headers Mcp-Method and Mcp-Name must name the method and the tool, prompt or resource of the message.',
  })
}

// How the specification sends values that a header can't hold.
function decodeHeader(header: string): string {
  const encoded = /^=\?base64\?([A-Za-z0-9+/]*={0,2})\?=$/.exec(header)?.[1]
  return encoded === undefined ? header : Buffer.from(encoded, 'base64').toString()
}

function unreadable(hint: string): AuthError {
  return new AuthError('ERR_MCP_MESSAGE', { hint })
}
