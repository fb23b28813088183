import { X509Certificate } from 'node:crypto'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { type Certificate, createCertificate, type TestClient } from '@tandem-auth/testing'
import { decodeJwt } from 'jose'
import { closingAfterEach } from './closing.js'
import type { WebAppOptions } from './web-app.js'

const { openApp, openIssuer } = closingAfterEach()
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const thumbprint = (der: Buffer) => new X509Certificate(der).fingerprint256.replaceAll(':', '').toLowerCase()
const thumbprintOf = ({ cert }: Certificate) => thumbprint(new X509Certificate(cert).raw)

/** An API that takes a token only over a connection with the certificate that it is bound to (RFC 8705, 3). */
async function startApi(ca: Certificate) {
  const calls: string[] = []
  const { cert, key } = createCertificate({
    commonName: '127.0.0.1',
    issuer: ca,
    ipAddresses: ['127.0.0.1'],
  })
  const server = createServer({ cert, key, ca: ca.cert, requestCert: true, rejectUnauthorized: false }, (req, res) => {
    const { cnf } = decodeJwt(String(req.headers.authorization).split(' ')[1] ?? '')
    const peer = (req.socket as TLSSocket).getPeerCertificate().raw
    const bound = (cnf as Record<string, string> | undefined)?.['x5t#S256'] ?? ''
    const isMine = peer !== undefined && Buffer.from(bound, 'base64url').toString('hex') === thumbprint(peer)
    calls.push(isMine ? 'bound' : 'not bound')
    res.writeHead(isMine ? 200 : 401).end('{}')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  closing.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()))
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, calls }
}

async function open(client: Partial<TestClient>, certificateOf: (ca: Certificate) => Certificate, options: object) {
  const issuer = await openIssuer({
    mutualTls: true,
    clients: [{ clientId: 'client-1', tlsClientCertificateBoundAccessTokens: true, ...client }],
  })
  const ca = issuer.certificateAuthority
  const { cert, key } = certificateOf(ca)
  const api = await startApi(ca)
  const app = await openApp<'orders'>(issuer, {
    clientSecret: undefined,
    clientCertificate: { cert, key, ca: ca.cert },
    profile: { userInfo: true },
    apis: { orders: { url: api.url } },
    define(express, web) {
      express.get('/call', (req, res, next) => {
        web
          .of(req)
          .fetch('orders', '/x')
          .then((response) => res.json({ status: response.status }), next)
      })
      express.use('/proxied', web.proxy('orders', { methods: ['GET'], paths: ['/x'] }))
    },
    ...options,
  } as WebAppOptions<'orders', unknown>)
  return { issuer, app, api, cert, key }
}

describe('mutual TLS', () => {
  it('authenticates the client at the aliases, and binds tokens that only this connection can use', async () => {
    const named = (ca: Certificate) => createCertificate({ commonName: 'client-1', issuer: ca })
    const client = { tokenEndpointAuthMethod: 'tls_client_auth', tlsClientAuthSubjectDn: 'CN=client-1' }
    const { app, api, issuer } = await open(client, named, { clientAuthentication: 'tls_client_auth' })
    const browser = app.browser()
    const response = await browser.logIn()
    expect([response.status, response.body]).toEqual([303, {}])
    expect((await browser.get('/call')).body).toEqual({ status: 200 })
    expect((await browser.get('/proxied/x')).status).toBe(200)
    expect(api.calls).toEqual(['bound', 'bound'])
    expect(issuer.violations).toEqual([])
  })

  it('takes a certificate of its own making, whose key is registered', async () => {
    const mine = createCertificate({ commonName: 'anything' })
    const keys = [new X509Certificate(mine.cert).publicKey.export({ format: 'jwk' })]
    const client = { tokenEndpointAuthMethod: 'self_signed_tls_client_auth', jwks: { keys } }
    const { app, api } = await open(client, () => mine, { clientAuthentication: 'self_signed_tls_client_auth' })
    const browser = app.browser()
    expect((await browser.logIn()).status).toBe(303)
    expect((await browser.get('/call')).body).toEqual({ status: 200 })
    expect(api.calls).toEqual(['bound'])
    expect(thumbprintOf(mine)).toMatch(/^[0-9a-f]{64}$/)
  })

  it('with another certificate is our own mistake: 500', async () => {
    const other = (ca: Certificate) => createCertificate({ commonName: 'client-2', issuer: ca })
    const client = { tokenEndpointAuthMethod: 'tls_client_auth', tlsClientAuthSubjectDn: 'CN=client-1' }
    const { app } = await open(client, other, { clientAuthentication: 'tls_client_auth' })
    const { status, body } = await app.browser().logIn()
    expect([status, body.code]).toEqual([500, 'ERR_CLIENT_REFUSED'])
  })

  it.each<[string, object, string]>([
    ['no certificate', { clientCertificate: undefined }, '"clientCertificate" is required for tls_client_auth'],
    [
      'a file name',
      { clientCertificate: { cert: 'cert.pem', key: 'key.pem' } },
      '"clientCertificate" must be a certificate and its own',
    ],
    ['a fetch of the app', { fetch }, '"fetch" must not stand beside "clientCertificate"'],
    ['an unknown member', { clientCertificate: { cert: '', key: '', pfx: '' } }, 'pfx'],
  ])('throws for %s', async (_name, options, message) => {
    const make = (ca: Certificate) => createCertificate({ commonName: 'client-1', issuer: ca })
    const opening = open({}, make, { clientAuthentication: 'tls_client_auth', ...options })
    await expect(opening).rejects.toThrow(message)
  })

  it('throws for the key of another certificate, without quoting it', async () => {
    const [one, two] = [createCertificate({ commonName: 'a' }), createCertificate({ commonName: 'b' })]
    const opening = open({}, () => ({ ...one, key: two.key }), { clientAuthentication: 'tls_client_auth' })
    const error = await opening.catch((reason: unknown) => reason)
    expect(String(error)).toContain('must be a certificate and its own private key')
    expect(String(error)).not.toContain('PRIVATE KEY')
  })
})
