import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { jwtVerify } from 'jose'
import { startIssuer, type TestIssuer } from '../src/index.js'

let issuer: TestIssuer
let server: Server
let endpoint: string
const received: { headers: IncomingMessage['headers']; body: string }[] = []
beforeAll(async () => {
  server = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk as Buffer)
    received.push({ headers: req.headers, body: Buffer.concat(chunks).toString() })
    res.writeHead(204).end()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/revoke-all`
  issuer = await startIssuer({ algorithm: 'ES256' })
})
afterAll(async () => {
  await issuer.close()
  server.close()
  server.closeAllConnections()
})

it('posts the subject with a signed JWT', async () => {
  await expect(issuer.globalTokenRevocation()).rejects.toThrow(/globalTokenRevocationEndpoint/)
  issuer.addClient({ clientId: 'client-1', clientSecret: 's', globalTokenRevocationEndpoint: endpoint })
  expect((await issuer.globalTokenRevocation()).status).toBe(204)
  const { headers, body } = received.at(-1) ?? { headers: {}, body: '{}' }
  expect(JSON.parse(body)).toEqual({ sub_id: { format: 'iss_sub', iss: issuer.issuer, sub: 'user-1' } })
  const token = String(headers.authorization).replace('Bearer ', '')
  const rules = { typ: 'global-token-revocation+jwt', issuer: issuer.issuer, audience: endpoint, subject: 'client-1' }
  const { payload } = await jwtVerify(token, issuer.jwks.keys[0] ?? {}, rules)
  expect(payload).toMatchObject({ jti: expect.any(String), exp: expect.any(Number) })
})

it('can be as wrong as a test wants', async () => {
  const subId = { format: 'email', email: 'jane@example.com' }
  await issuer.globalTokenRevocation({ subId, claims: { jti: undefined }, header: { typ: 'JWT' } })
  const { headers, body } = received.at(-1) ?? { headers: {}, body: '{}' }
  expect(JSON.parse(body)).toEqual({ sub_id: subId })
  await expect(jwtVerify(String(headers.authorization).slice(7), issuer.jwks.keys[0] ?? {})).resolves.toMatchObject({
    protectedHeader: { typ: 'JWT' },
    payload: expect.not.objectContaining({ jti: expect.anything() }),
  })
})
