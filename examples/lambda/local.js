// Calls the handler as API Gateway does, on this machine.
import { existsSync } from 'node:fs'

if (existsSync('.env')) process.loadEnvFile()
process.env.AUDIENCE ||= 'https://api.example.com'
const demo = process.env.ISSUER ? undefined : await startDemoProvider()
process.env.ISSUER ||= demo.issuer
const { handler } = await import('./index.js')

const token = demo
  ? await demo.accessToken({ aud: process.env.AUDIENCE, scope: 'read:appointments' })
  : process.env.ACCESS_TOKEN
const calls = { 'without a token': {}, 'with a token': { authorization: `Bearer ${token}` } }
for (const [name, headers] of Object.entries(calls)) {
  const { statusCode, body } = await handler(event(headers), {})
  console.log(`${name}: ${statusCode} ${body}`)
}
await demo?.close()

/** An event of an HTTP API (payload format 2.0). */
function event(headers) {
  const http = { method: 'GET', path: '/appointments', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'local' }
  return {
    version: '2.0',
    rawPath: '/appointments',
    rawQueryString: '',
    headers: { host: 'api.example.com', ...headers },
    requestContext: { http, stage: '$default' },
    isBase64Encoded: false,
  }
}

async function startDemoProvider() {
  console.log('No ISSUER is configured, so a demo provider is started.')
  const { startIssuer } = await import('@tandem-auth/testing')
  return startIssuer()
}
