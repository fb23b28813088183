import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { explain } from '../command/explain.js'
import type { Target } from '../command/target.js'
import { writeExplanation } from '../command/write-explanation.js'
import { readToken } from '../token/read-token.js'
import { policy, renderPage } from './render-page.js'

export interface PageOptions {
  readonly port: number
  readonly target: Target | undefined
}

const longestForm = 512 * 1024

/** Serves the page on loopback only. The token goes to this process and no further. */
export async function servePage({ port, target }: PageOptions): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((req, res) => {
    respond(req, res, target).catch(() => send(res, 500, renderPage({ problem: 'This could not be explained.' })))
  })
  server.listen(port, '127.0.0.1')
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function respond(req: IncomingMessage, res: ServerResponse, target: Target | undefined): Promise<void> {
  // A page on the internet can send requests to loopback, and give it any name (DNS rebinding).
  if (!/^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(req.headers.host ?? '')) return send(res, 403, 'forbidden')
  if (req.url !== '/') return send(res, 404, renderPage({ problem: 'There is no such page.' }))
  if (req.method === 'GET') return send(res, 200, renderPage({}))
  if (req.method !== 'POST' || req.headers['sec-fetch-site'] === 'cross-site') return send(res, 405, 'not allowed')
  const pasted = new URLSearchParams(await readBody(req)).get('token') ?? ''
  const token = readToken(pasted)
  if (token === undefined) return send(res, 200, renderPage({ problem: 'Paste a token first.' }))
  const explanation = await explain(token, target)
  send(res, 200, renderPage({ pasted, text: writeExplanation(explanation, Date.now() / 1000), explanation }))
}

async function readBody(req: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of req) {
    text += String(chunk)
    if (text.length > longestForm) throw new Error('too long')
  }
  return text
}

function send(res: ServerResponse, status: number, html: string): void {
  res.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  })
  res.end(html)
}
