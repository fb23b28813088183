import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { authorize, logIn, redirectParamsOf, refresh, startAuthorization } from '../../test/plain-client.js'
import { startIssuer, type TestIssuer } from '../index.js'

const home = 'http://127.0.0.1:9/'
let issuer: TestIssuer
let app: Server
let logoutTokens: string[]

beforeEach(async () => {
  logoutTokens = []
  app = createServer(async (req, res) => {
    let body = ''
    for await (const chunk of req) body += chunk
    logoutTokens.push(new URLSearchParams(body).get('logout_token') ?? '')
    res.writeHead(200).end()
  })
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve))
  const backchannelLogoutUri = `http://127.0.0.1:${(app.address() as AddressInfo).port}/backchannel-logout`
  const client = {
    clientId: 'client-1',
    clientSecret: 'secret-1',
    postLogoutRedirectUris: [home],
    backchannelLogoutUri,
  }
  issuer = await startIssuer({ algorithm: 'ES256', clients: [client] })
})
afterEach(async () => {
  await issuer.close()
  app.closeAllConnections()
  app.close()
})

const logOut = (params: Record<string, string>) =>
  fetch(`${issuer.url}/logout?${new URLSearchParams(params)}`, { redirect: 'manual' })

it('ends the session, notifies the clients, and redirects back with the state', async () => {
  const { id_token, refresh_token } = await logIn(issuer)
  const response = await logOut({ id_token_hint: id_token, post_logout_redirect_uri: home, state: 'bye' })
  expect([response.status, response.headers.get('location')]).toEqual([303, `${home}?state=bye`])

  const { sid } = decodeJwt(id_token)
  expect(logoutTokens).toHaveLength(1)
  expect(decodeJwt(logoutTokens[0] ?? '')).toMatchObject({
    aud: 'client-1',
    sub: 'user-1',
    sid,
    events: expect.any(Object),
  })
  expect(issuer.sessions).toEqual([expect.objectContaining({ sid, ended: true })])
  expect((await refresh(issuer, refresh_token)).body).toMatchObject({ error: 'invalid_grant' })
  const silent = await authorize(issuer, startAuthorization({ prompt: 'none' }).params)
  expect(redirectParamsOf(silent)).toMatchObject({ error: 'login_required' })
  expect(issuer.violations).toEqual([])
})

it('starts another session at the next login', async () => {
  const first = await logIn(issuer)
  await logOut({ client_id: 'client-1' })
  const second = await logIn(issuer)
  expect(decodeJwt(second.id_token).sid).not.toBe(decodeJwt(first.id_token).sid)
})

it.each([
  [
    'a post_logout_redirect_uri that differs in one byte',
    { client_id: 'client-1', post_logout_redirect_uri: `${home}x` },
  ],
  ['a post_logout_redirect_uri without a client', { post_logout_redirect_uri: home }],
  ['an id_token_hint it never issued', { id_token_hint: 'e30.e30.' }],
])('refuses %s, ends nothing and records it', async (_name, params) => {
  const response = await logOut(params)
  expect([response.status, response.headers.get('location')]).toEqual([400, null])
  expect(issuer.sessions).toEqual([expect.objectContaining({ ended: false })])
  expect(issuer.violations).toHaveLength(1)
})

it('sends a logout token on command, valid or not', async () => {
  await logIn(issuer)
  const response = await issuer.backchannelLogout({
    sid: 'session-1',
    claims: { nonce: 'n', iat: undefined },
    header: { typ: 'JWT' },
  })
  expect(response.status).toBe(200)
  const claims = decodeJwt(logoutTokens[0] ?? '')
  expect(claims).toMatchObject({ sid: 'session-1', nonce: 'n', aud: 'client-1' })
  expect(claims).not.toHaveProperty('sub')
  expect(claims).not.toHaveProperty('iat')
  expect(decodeProtectedHeader(logoutTokens[0] ?? '')).toMatchObject({ typ: 'JWT' })
})
