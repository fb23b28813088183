import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request as httpsRequest, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { type Certificate, createCertificate, startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { errorCodes } from '@tandem-auth/tokens'
import express, { type Express } from 'express'
import request from 'supertest'
import { type ApiGuardOptions, apiGuard, authErrorHandler, authOf, clientCertificateOf } from '../src/index.js'
import { audience, createApi, expectRefusal, send } from './api.js'

let issuer: TestIssuer
let server: Certificate
let client: Certificate
let other: Certificate
let token: string
const running = new Set<Server>()

beforeAll(async () => {
  issuer = await startIssuer()
  server = createCertificate({ commonName: 'localhost', dnsNames: ['localhost'] })
  client = createCertificate({ commonName: 'client' })
  other = createCertificate({ commonName: 'other client' })
  token = await issuer.accessToken({ cnf: { 'x5t#S256': client.thumbprint } })
})
afterEach(() => {
  for (const listening of running) listening.close()
  running.clear()
})
afterAll(() => issuer.close())

interface Sent {
  readonly certificate?: Certificate | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/** Serves an API over TLS as RFC 8705 asks for it: any certificate will do, since the token says which one is right. */
async function listen(
  app: Express,
): Promise<(sent: Sent) => Promise<{ status: number; body: Record<string, unknown> }>> {
  const listening = createServer(
    { cert: server.cert, key: server.key, requestCert: true, rejectUnauthorized: false },
    app,
  )
  running.add(listening)
  listening.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const { port } = listening.address() as AddressInfo
  return ({ certificate, headers = {} }) =>
    new Promise((resolve, reject) => {
      const options = {
        port,
        agent: false,
        ca: server.cert,
        servername: 'localhost',
        cert: certificate?.cert,
        key: certificate?.key,
      }
      httpsRequest({ ...options, headers: { authorization: `Bearer ${token}`, ...headers } }, async (res) => {
        const chunks: Buffer[] = []
        for await (const chunk of res) chunks.push(chunk as Buffer)
        resolve({ status: res.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) })
      })
        .on('error', reject)
        .end()
    })
}

function options(mutualTls: ApiGuardOptions['mutualTls'], more: Partial<ApiGuardOptions> = {}): ApiGuardOptions {
  return { issuer: issuer.issuer, audience, mutualTls, ...more }
}

/** A Client-Cert header as RFC 9440, 2.2 has it. */
const headerOf = ({ cert }: Certificate) => `:${new X509Certificate(cert).raw.toString('base64')}:`

describe('the certificate of the connection (RFC 8705, 3)', () => {
  it('opens the token that is bound to it, cached or not', async () => {
    const get = await listen(createApi(options(true)))
    for (const _time of [1, 2, 3]) {
      const { status, body } = await get({ certificate: client })
      expect([status, body.confirmation]).toEqual([200, { 'x5t#S256': client.thumbprint }])
    }
  })

  it('opens no token that is bound to another one, and none without a certificate', async () => {
    const get = await listen(createApi(options(true)))
    await get({ certificate: client })
    for (const certificate of [other, undefined]) {
      expect(await get({ certificate })).toMatchObject({ status: 401, body: { code: 'ERR_TOKEN_CERTIFICATE' } })
    }
  })

  it('is the only one that counts: a Client-Cert header of the client itself is not read', async () => {
    const get = await listen(createApi(options(true)))
    const headers = { 'client-cert': headerOf(client), 'x-client-cert': client.cert.replaceAll('\n', ' ') }
    for (const certificate of [other, undefined]) {
      expect(await get({ certificate, headers })).toMatchObject({
        status: 401,
        body: { code: 'ERR_TOKEN_CERTIFICATE' },
      })
    }
  })

  it('is missing without TLS, and then the token is refused with the challenge of RFC 6750', async () => {
    expectRefusal(await send(createApi(options(true)), token), 'ERR_TOKEN_CERTIFICATE')
  })

  it('is not asked of a bearer token, unless it is required', async () => {
    const bearer = await issuer.accessToken()
    expect((await send(createApi(options(true)), bearer)).status).toBe(200)
    expectRefusal(await send(createApi(options({ required: true })), bearer), 'ERR_TOKEN_UNBOUND')
  })

  it('is asked of opaque tokens by the cnf of the introspection response', async () => {
    const introspection = { clientId: 'client-1', clientSecret: 'secret-1' }
    const app = createApi({ issuer: { issuer: issuer.issuer, introspection }, audience, mutualTls: true })
    const opaque = issuer.opaqueToken({ aud: audience, cnf: { 'x5t#S256': client.thumbprint } })
    const get = await listen(app)
    const headers = { authorization: `Bearer ${opaque}` }
    expect((await get({ certificate: client, headers })).status).toBe(200)
    expect(await get({ certificate: other, headers })).toMatchObject({
      status: 401,
      body: { code: 'ERR_TOKEN_CERTIFICATE' },
    })
  })

  it('is not configured: a bound token is refused whatever comes with it', async () => {
    const get = await listen(createApi({ issuer: issuer.issuer, audience }))
    expect(await get({ certificate: client })).toMatchObject({ status: 401, body: { code: 'ERR_TOKEN_BOUND' } })
  })
})

describe('a certificate that a proxy passes on', () => {
  it.each([
    ['DER', () => new X509Certificate(client.cert).raw],
    ['PEM', () => client.cert],
    ["a chain in PEM, whose first is the client's", () => client.cert + other.cert],
  ])('is taken as %s', async (_name, certificate) => {
    expect((await send(createApi(options({ certificate })), token)).status).toBe(200)
  })

  it.each([
    ['another one', () => other.cert],
    ["a chain whose second is the client's", () => other.cert + client.cert],
    ['nothing', () => undefined],
    ['nothing but bytes', () => Buffer.alloc(0)],
    ['text', () => 'x'],
    ['a number', () => 7 as never],
  ])('is refused as %s', async (_name, certificate) => {
    expectRefusal(await send(createApi(options({ certificate })), token), 'ERR_TOKEN_CERTIFICATE')
  })

  it('is our fault when the function throws', async () => {
    const certificate = () => {
      throw new Error('broken')
    }
    expect((await send(createApi(options({ certificate })), token)).status).toBe(500)
  })
})

describe('clientCertificateOf (RFC 9440)', () => {
  const certificate = (req: Parameters<typeof clientCertificateOf>[0]) => clientCertificateOf(req, 'Client-Cert')

  function behindProxy(trust: boolean | string): Express {
    const app = express()
    app.set('trust proxy', trust)
    app.use(apiGuard(options({ certificate })), (req, res) => {
      res.json(authOf(req))
    })
    app.use(authErrorHandler())
    return app
  }

  const get = (app: Express, headers: Readonly<Record<string, string>>) =>
    request(app).get('/').auth(token, { type: 'bearer' }).set(headers)

  it('reads the header of a proxy that Express trusts', async () => {
    expect((await get(behindProxy('loopback'), { 'Client-Cert': headerOf(client) })).status).toBe(200)
  })

  it('does not read a header that the client sent itself', async () => {
    for (const trust of [false, '10.0.0.0/8']) {
      const response = await get(behindProxy(trust), { 'Client-Cert': headerOf(client), 'X-Forwarded-For': '10.0.0.1' })
      expectRefusal(response, 'ERR_TOKEN_CERTIFICATE')
    }
  })

  it('reads no header in another form, and none of two', () => {
    const app = { get: () => () => true }
    const read = (...values: string[]) =>
      certificate({ app, socket: {}, rawHeaders: values.flatMap((value) => ['Client-Cert', value]) } as never)
    const base64 = headerOf(client).slice(1, -1)
    expect(read(`:${base64}:`)?.toString('base64')).toBe(base64)
    for (const value of [base64, `:${base64}`, `"${base64}"`, '::', ':a b:', '']) expect(read(value)).toBeUndefined()
    expect(read(`:${base64}:`, `:${base64}:`)).toBeUndefined()
    expect(read()).toBeUndefined()
  })
})

it('verify() takes a certificate for tokens that come some other way', async () => {
  const guard = apiGuard(options(true))
  const auth = await guard.verify(token, { certificate: client.cert })
  expect(auth.confirmation).toEqual({ 'x5t#S256': client.thumbprint })
  const refusal = { code: 'ERR_TOKEN_CERTIFICATE', message: errorCodes.ERR_TOKEN_CERTIFICATE[1] }
  await expect(guard.verify(token, { certificate: other.cert })).rejects.toMatchObject(refusal)
  await expect(guard.verify(token)).rejects.toMatchObject(refusal)
})

it.each([
  [false, /"mutualTls" must be an object/],
  ['yes', /"mutualTls" must be an object/],
  [{ certificate: 'PEM' }, /"mutualTls\.certificate" must be a function/],
  [{ header: 'Client-Cert' }, /unknown option "mutualTls\.header"/],
])('mutualTls: %p throws when the guard is made', (mutualTls, message) => {
  expect(() => apiGuard(options(mutualTls as never))).toThrow(message)
})
