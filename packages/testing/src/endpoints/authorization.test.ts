import { authorize, post, redirectParamsOf, redirectUri, startAuthorization } from '../../test/plain-client.js'
import { generateSigningKey, type SigningKey, startIssuer, type TestIssuer, type TestIssuerOptions } from '../index.js'

let signingKey: SigningKey
let issuer: TestIssuer
beforeAll(async () => {
  signingKey = await generateSigningKey('ES256')
})
afterEach(() => issuer.close())

async function start(options: TestIssuerOptions = {}) {
  issuer = await startIssuer({ signingKey, ...options })
}
const ask = (more: Record<string, string> = {}) => authorize(issuer, startAuthorization(more).params)

it('redirects back at once with code, state and iss', async () => {
  await start()
  const response = await ask()
  expect(response.status).toBe(303)
  expect(response.headers.get('location')).toMatch(redirectUri)
  expect(redirectParamsOf(response)).toEqual({
    code: expect.stringMatching(/^code-/),
    state: 'state-1',
    iss: issuer.issuer,
  })
  expect(issuer.violations).toEqual([])
})

it('neither sends nor advertises iss if that is off', async () => {
  await start({ authorizationResponseIss: false })
  expect(redirectParamsOf(await ask())).not.toHaveProperty('iss')
  expect(issuer.metadata).not.toHaveProperty('authorization_response_iss_parameter_supported')
})

it.each([
  ['a client it does not know', { client_id: 'client-2' }],
  ['a redirect URI that differs in one byte', { redirect_uri: `${redirectUri}/` }],
])('shows a page, and never redirects, for %s', async (_name, more) => {
  await start({ clients: [{ clientId: 'client-1', redirectUris: [redirectUri] }] })
  const response = await ask(more)
  expect(response.status).toBe(400)
  expect(response.headers.get('location')).toBeNull()
})

it.each([
  ['unsupported_response_type', { response_type: 'token' }],
  ['request_not_supported', { request: 'e30.e30.' }],
  ['invalid_request', { code_challenge_method: 'plain' }],
  ['invalid_request', { prompt: 'none', max_age: '0' }],
  ['invalid_request', { response_mode: 'fragment' }],
])('refuses with %s, and notes it: %j', async (error, more) => {
  await start()
  expect(redirectParamsOf(await ask(more))).toMatchObject({ error, state: 'state-1' })
  expect(issuer.violations).toHaveLength(1)
})

it('refuses a public client without PKCE', async () => {
  await start({ clients: [{ clientId: 'client-1' }] })
  const { code_challenge, code_challenge_method, ...params } = startAuthorization().params
  expect(redirectParamsOf(await authorize(issuer, params))).toMatchObject({ error: 'invalid_request' })
  expect(redirectParamsOf(await ask())).toHaveProperty('code')
})

it.each([
  ['a scope without openid', { scope: 'profile' }, /openid/],
  ['a nonce of over 43 characters', { nonce: 'n'.repeat(44) }, /nonce/],
  ['a nonce that is not safe in a URL', { nonce: 'a b' }, /nonce/],
])('issues a code, but records %s', async (_name, more, violation) => {
  await start()
  expect(redirectParamsOf(await ask(more))).toHaveProperty('code')
  expect(issuer.violations).toEqual([expect.stringMatching(violation)])
})

it('takes a request for a resource without openid as plain OAuth', async () => {
  await start()
  const { nonce, ...params } = startAuthorization({ scope: 'mcp:use', resource: 'https://mcp.example.com/mcp' }).params
  expect(redirectParamsOf(await authorize(issuer, params))).toHaveProperty('code')
  expect(issuer.violations).toEqual([])
})

it('serves prompt=none only while a user is logged in, recently enough', async () => {
  await start()
  expect(redirectParamsOf(await ask({ prompt: 'none' }))).toHaveProperty('code')
  issuer.setUser(undefined)
  expect(redirectParamsOf(await ask({ prompt: 'none' }))).toMatchObject({ error: 'login_required', state: 'state-1' })
  issuer.setUser({ sub: 'user-2' })
  expect(redirectParamsOf(await ask({ prompt: 'none', max_age: '60' }))).toHaveProperty('code')
  jest.useFakeTimers({
    now: Date.now() + 61_000,
    doNotFake: ['setTimeout', 'setImmediate', 'nextTick', 'queueMicrotask'],
  })
  expect(redirectParamsOf(await ask({ prompt: 'none', max_age: '60' }))).toMatchObject({ error: 'login_required' })
  jest.useRealTimers()
})

it('responds to form_post with a form for the redirect URI', async () => {
  await start()
  const html = await (await ask({ response_mode: 'form_post' })).text()
  expect(html).toContain(`action="${redirectUri}"`)
  expect(html).toMatch(/name="code" value="code-/)
})

it('shows a page with a button if it is interactive, and then remembers who is logged in', async () => {
  await start({ interactive: true })
  const { params } = startAuthorization()
  const page = await authorize(issuer, params)
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('value="sign-in"')])
  const refused = await post(issuer, '/authorize', { ...params, decision: 'cancel' })
  expect(refused.headers.get('location')).toContain('error=access_denied')
  const signedIn = await post(issuer, '/authorize', { ...params, decision: 'sign-in' })
  expect(signedIn.headers.get('location')).toContain('code=code-')
  expect(redirectParamsOf(await authorize(issuer, params))).toHaveProperty('code')
})

it('applies each scripted change once', async () => {
  await start()
  issuer.nextAuthorizationError('temporarily_unavailable', 'later')
  issuer.nextAuthorizationResponse((response) => response.set('state', 'state-2'))
  expect(redirectParamsOf(await ask())).toMatchObject({ error: 'temporarily_unavailable', state: 'state-2' })
  issuer.nextAuthorizationResponse(() => new URLSearchParams({ code: 'mine' }))
  expect(redirectParamsOf(await ask())).toEqual({ code: 'mine' })
  expect(redirectParamsOf(await ask())).toMatchObject({ code: expect.stringMatching(/^code-/), state: 'state-1' })
})

it('accepts a pushed request once, and only from the client that pushed it', async () => {
  await start({ clients: [{ clientId: 'client-1', clientSecret: 'secret-1' }, { clientId: 'client-2' }] })
  const { params } = startAuthorization()
  const pushed = await post(issuer, '/par', params)
  expect(pushed.status).toBe(201)
  const { request_uri } = pushed.body
  expect((await authorize(issuer, { client_id: 'client-2', request_uri })).status).toBe(400)
  expect(redirectParamsOf(await authorize(issuer, { client_id: 'client-1', request_uri }))).toMatchObject({
    state: 'state-1',
  })
  expect((await authorize(issuer, { client_id: 'client-1', request_uri })).status).toBe(400)
  expect((await post(issuer, '/par', { ...params, request_uri })).body).toMatchObject({ error: 'invalid_request' })
})
