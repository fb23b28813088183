import { request } from 'node:https'
import type { Certificate } from '../src/index.js'

/** Posts a form with a client certificate, which fetch can't. */
export function postWithCertificate(
  url: string,
  form: Record<string, string>,
  { ca, certificate, headers = {} }: { ca: Certificate; certificate?: Certificate; headers?: Record<string, string> },
): Promise<{ status: number | undefined; body: Record<string, unknown> }> {
  const { cert, key } = certificate ?? {}
  const options = {
    method: 'POST',
    ca: ca.cert,
    cert,
    key,
    agent: false,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  }
  return new Promise((resolve, reject) => {
    const req = request(url, options, async (res) => {
      const chunks: Buffer[] = []
      for await (const chunk of res) chunks.push(chunk as Buffer)
      const text = Buffer.concat(chunks).toString()
      resolve({ status: res.statusCode, body: text === '' ? {} : JSON.parse(text) })
    })
    req.on('error', reject).end(new URLSearchParams(form).toString())
  })
}
