import { decodeJwt, SignJWT } from 'jose'
import { apiGuard } from '../../api-guard/src/index.js'
import { generateSigningKey, providerPresets, startIssuer, type TestIssuer } from '../src/index.js'
import { authorize, logIn, post, redirectParamsOf, redirectUri, startAuthorization } from './plain-client.js'

let issuer: TestIssuer
afterEach(() => issuer.close())
const algorithm = 'ES256'

describe('entra', () => {
  const api = 'aaaaaaaa-0000-4000-8000-000000000000'
  const scope = `openid offline_access api://${api}/orders.read`

  it('has a template for an issuer, and one tenant in each token', async () => {
    issuer = await startIssuer({
      ...providerPresets.entra,
      algorithm,
      user: { tid: '22222222-3333-4444-8555-666666666666' },
    })
    const origin = new URL(issuer.url).origin
    const discovery = await fetch(`${origin}/organizations/v2.0/.well-known/openid-configuration`)
    expect(await discovery.json()).toMatchObject({ issuer: `${origin}/{tenantid}/v2.0` })
    const iss = `${origin}/22222222-3333-4444-8555-666666666666/v2.0`
    const { id_token, access_token } = await logIn(issuer, { scope })
    for (const token of [id_token, access_token])
      expect(decodeJwt(token)).toMatchObject({ iss, tid: '22222222-3333-4444-8555-666666666666' })
  })

  it('stands in for the real one, if its host name leads here', async () => {
    const real = 'https://login.microsoftonline.com'
    const metadata = { jwks_uri: `${real}/organizations/v2.0/jwks` }
    issuer = await startIssuer({ ...providerPresets.entra, algorithm, frontendUrl: real, metadata })
    const { origin } = new URL(issuer.url)
    const guard = apiGuard({
      issuer: `${real}/organizations/v2.0`,
      audience: api,
      algorithms: [algorithm],
      fetch: (url, init) => fetch(String(url).replace(real, origin), init),
    })
    const token = await issuer.issueAccessToken({ scope: `api://${api}/orders.read` })
    await expect(guard.verify(token)).resolves.toMatchObject({ scopes: ['orders.read'] })
    guard.close()
  })

  it('issues tokens for a GUID with bare scopes, which the guard accepts', async () => {
    issuer = await startIssuer({ ...providerPresets.entra, algorithm })
    const { access_token, scope: granted, refresh_token } = await logIn(issuer, { scope })
    expect(granted).toBe(scope)
    expect(refresh_token).toBeDefined()
    expect(decodeJwt(access_token)).toMatchObject({ aud: api, scp: 'orders.read', azp: 'client-1', ver: '2.0' })
    const guard = apiGuard({ issuer: issuer.issuer, audience: api, tokenProfile: 'entra', jwks: issuer.jwks })
    await expect(guard.verify(access_token)).resolves.toMatchObject({ clientId: 'client-1', scopes: ['orders.read'] })
    guard.close()
  })
})

it('cognito issues tokens without an audience, which the guard accepts', async () => {
  issuer = await startIssuer({ ...providerPresets.cognito, algorithm })
  const { access_token } = await logIn(issuer, { scope: 'openid orders' })
  expect(decodeJwt(access_token)).not.toHaveProperty('aud')
  const limits = { clientIds: ['client-1'], scopes: ['orders'] }
  const guard = apiGuard({ issuer: issuer.issuer, audience: false, tokenProfile: 'cognito', ...limits })
  await expect(guard.verify(access_token)).resolves.toMatchObject({ subject: 'user-1', isMachine: false })
  guard.close()
})

describe('keycloak', () => {
  it('has one host name for browsers and another for servers', async () => {
    issuer = await startIssuer({ ...providerPresets.keycloak, algorithm })
    const { port } = new URL(issuer.url)
    const front = `http://localhost:${port}/realms/test`
    expect(issuer.issuer).toBe(front)
    expect(issuer.metadata).toMatchObject({
      issuer: front,
      authorization_endpoint: `${front}/authorize`,
      end_session_endpoint: `${front}/logout`,
      token_endpoint: `http://127.0.0.1:${port}/realms/test/token`,
      jwks_uri: `http://127.0.0.1:${port}/realms/test/jwks`,
    })
    expect(decodeJwt((await logIn(issuer)).id_token).iss).toBe(front)
  })

  it('issues tokens that the guard accepts', async () => {
    issuer = await startIssuer({ ...providerPresets.keycloak, algorithm })
    const { access_token } = await logIn(issuer)
    const audience = 'https://api.example.com'
    const guard = apiGuard({ issuer: issuer.issuer, audience, tokenProfile: 'keycloak', jwks: issuer.jwks })
    await expect(guard.verify(access_token)).resolves.toMatchObject({ clientId: 'client-1' })
    guard.close()
  })
})

it('google issues refresh tokens only for access_type=offline', async () => {
  issuer = await startIssuer({ ...providerPresets.google, algorithm })
  expect(await logIn(issuer, { scope: 'openid offline_access' })).not.toHaveProperty('refresh_token')
  const { access_token, refresh_token } = await logIn(issuer, { access_type: 'offline' })
  expect([access_token, refresh_token]).toEqual([expect.stringMatching(/^opaque-/), expect.any(String)])
})

describe('apple', () => {
  it('sends the user with the first code only', async () => {
    const user = { given_name: 'Jane', family_name: 'Doe', email: 'jane@example.com' }
    issuer = await startIssuer({ ...providerPresets.apple, algorithm, user })
    const ask = async () => (await authorize(issuer, startAuthorization({ response_mode: 'form_post' }).params)).text()
    const first = await ask()
    const json = /name="user" value="([^"]+)"/.exec(first)?.[1]?.replaceAll('&#34;', '"') ?? ''
    expect(JSON.parse(json)).toEqual({ name: { firstName: 'Jane', lastName: 'Doe' }, email: 'jane@example.com' })
    expect(await ask()).not.toContain('name="user"')
  })

  it('takes a client secret that is a JWT', async () => {
    const key = await generateSigningKey('ES256')
    const clientSecretJwt = { iss: 'TEAM', jwks: { keys: [key.publicJwk] } }
    issuer = await startIssuer({
      ...providerPresets.apple,
      algorithm,
      clients: [{ clientId: 'client-1', clientSecretJwt }],
    })
    const secretOf = (iss: string) =>
      new SignJWT({ iss, sub: 'client-1', aud: issuer.issuer })
        .setProtectedHeader({ alg: 'ES256', kid: key.kid })
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(key.privateKey)
    const redeem = async (client_secret: string) => {
      const { verifier, params } = startAuthorization()
      const { code = '' } = redirectParamsOf(await authorize(issuer, params))
      const form = { grant_type: 'authorization_code', client_id: 'client-1', code, code_verifier: verifier }
      return post(issuer, '/token', { ...form, redirect_uri: redirectUri, client_secret }, { authorization: '' })
    }
    expect((await redeem(await secretOf('TEAM'))).status).toBe(200)
    for (const wrong of [await secretOf('OTHER'), 'secret-1']) expect((await redeem(wrong)).status).toBe(401)
  })
})

it('linkedIn issues ID tokens without a nonce', async () => {
  issuer = await startIssuer({ ...providerPresets.linkedIn, algorithm })
  const { verifier, params } = startAuthorization()
  const { code = '' } = redirectParamsOf(await authorize(issuer, params))
  const form = { grant_type: 'authorization_code', client_id: 'client-1', client_secret: 'secret-1', code }
  const more = { code_verifier: verifier, redirect_uri: redirectUri }
  const { body } = await post(issuer, '/token', { ...form, ...more }, { authorization: '' })
  expect(decodeJwt(body.id_token)).not.toHaveProperty('nonce')
})
