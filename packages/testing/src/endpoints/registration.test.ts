import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { authorize, post, redirectParamsOf, redirectUri, startAuthorization } from '../../test/plain-client.js'
import { startIssuer, type TestIssuer } from '../index.js'

let issuer: TestIssuer
beforeEach(async () => {
  issuer = await startIssuer({ algorithm: 'ES256' })
})
afterEach(() => issuer.close())
const json = { 'content-type': 'application/json' }

async function logInAs(clientId: string, more: Record<string, string> = {}) {
  const { verifier, params } = startAuthorization({ client_id: clientId })
  const { code = '' } = redirectParamsOf(await authorize(issuer, params))
  const form = { grant_type: 'authorization_code', client_id: clientId, code, code_verifier: verifier }
  return post(issuer, '/token', { ...form, redirect_uri: redirectUri, ...more }, { authorization: '' })
}

describe('dynamic registration', () => {
  const register = async (metadata: unknown) => {
    const url = String(issuer.metadata.registration_endpoint)
    const response = await fetch(url, { method: 'POST', headers: json, body: JSON.stringify(metadata) })
    return { status: response.status, body: JSON.parse(await response.text()) }
  }

  it.each([
    ['a public client', 'none'],
    ['a confidential client', 'client_secret_post'],
  ])('registers %s, which can log in', async (_name, token_endpoint_auth_method) => {
    const { status, body } = await register({ redirect_uris: [redirectUri], token_endpoint_auth_method })
    expect([status, body.redirect_uris]).toEqual([201, [redirectUri]])
    expect('client_secret' in body).toBe(token_endpoint_auth_method !== 'none')
    const secret: Record<string, string> = body.client_secret === undefined ? {} : { client_secret: body.client_secret }
    expect((await logInAs(body.client_id, secret)).status).toBe(200)
  })

  it('knows what else the metadata say', async () => {
    const { body } = await register({
      redirect_uris: [redirectUri],
      dpop_bound_access_tokens: true,
      token_endpoint_auth_method: 'none',
    })
    expect((await logInAs(body.client_id)).body).toMatchObject({ error: 'invalid_request' })
  })

  it.each([
    ['invalid_redirect_uri', {}],
    ['invalid_redirect_uri', { redirect_uris: ['/callback'] }],
    ['invalid_client_metadata', { redirect_uris: [redirectUri], token_endpoint_auth_method: 'magic' }],
    ['invalid_client_metadata', null],
  ])('refuses with %s: %j', async (error, metadata) => {
    expect(await register(metadata)).toMatchObject({ status: 400, body: { error } })
  })

  it('can be off', async () => {
    await issuer.close()
    issuer = await startIssuer({ algorithm: 'ES256', dynamicClientRegistration: false })
    expect(issuer.metadata).not.toHaveProperty('registration_endpoint')
    expect((await fetch(`${issuer.url}/register`, { method: 'POST', headers: json, body: '{}' })).status).toBe(404)
  })
})

describe('client ID metadata documents', () => {
  let server: Server
  let clientId: string
  let document: Record<string, unknown>
  let fetched = 0
  beforeEach(async () => {
    fetched = 0
    server = createServer((_req, res) => {
      fetched += 1
      res.writeHead(200, json).end(JSON.stringify(document))
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    clientId = `http://127.0.0.1:${(server.address() as AddressInfo).port}/client.json`
    document = { client_id: clientId, redirect_uris: [redirectUri], token_endpoint_auth_method: 'none' }
  })
  afterEach(() => {
    server.close()
    server.closeAllConnections()
  })

  it('make a client of a URL', async () => {
    expect(issuer.metadata.client_id_metadata_document_supported).toBe(true)
    expect((await logInAs(clientId)).status).toBe(200)
    expect(fetched).toBe(1)
  })

  it.each<[string, Record<string, unknown>]>([
    ['of another client', { client_id: 'https://other.example/client.json' }],
    ['with a secret', { client_secret: 's' }],
    ['for a client with a secret', { token_endpoint_auth_method: 'client_secret_basic' }],
    ['without the redirect URI', { redirect_uris: ['https://other.example/'] }],
    ['that is too long', { client_name: 'n'.repeat(6000) }],
  ])('are refused %s', async (_name, more) => {
    document = { ...document, ...more }
    const { params } = startAuthorization({ client_id: clientId })
    expect((await authorize(issuer, params)).status).toBe(400)
  })

  it('are not fetched where that is off', async () => {
    await issuer.close()
    issuer = await startIssuer({ algorithm: 'ES256', clientIdMetadataDocuments: false })
    const { params } = startAuthorization({ client_id: clientId })
    expect([(await authorize(issuer, params)).status, fetched]).toEqual([400, 0])
  })
})
