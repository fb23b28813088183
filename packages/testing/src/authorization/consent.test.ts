import { decodeJwt } from 'jose'
import { authorize, logIn, redirectParamsOf, startAuthorization } from '../../test/plain-client.js'
import { type ConsentRequest, startIssuer, type TestIssuer, type TestIssuerOptions } from '../index.js'

let issuer: TestIssuer
afterEach(() => issuer.close())
async function start(options: TestIssuerOptions) {
  issuer = await startIssuer({ algorithm: 'ES256', ...options })
}

it('is asked for what the client requests', async () => {
  const asked: ConsentRequest[] = []
  await start({ consent: (request) => asked.push(request) > 0 })
  const response = await logIn(issuer, { resource: 'https://mcp.example.com/mcp' })
  expect(response.scope).toBe('openid profile')
  expect(asked).toEqual([
    {
      clientId: 'client-1',
      scopes: ['openid', 'profile'],
      resources: ['https://mcp.example.com/mcp'],
      authorizationDetails: undefined,
      user: { sub: 'user-1' },
    },
  ])
})

it('can grant a part of the scope', async () => {
  await start({ consent: async ({ scopes }) => scopes.filter((scope) => scope !== 'write') })
  const response = await logIn(issuer, { scope: 'openid read write' })
  expect([response.scope, decodeJwt(response.access_token).scope]).toEqual(['openid read', 'openid read'])
})

it('can be refused', async () => {
  await start({ consent: () => false })
  const { params } = startAuthorization()
  expect(redirectParamsOf(await authorize(issuer, params))).toMatchObject({ error: 'access_denied', state: 'state-1' })
})

it.each([
  [false, 'https://mcp.example.com/mcp'],
  [true, 'https://api.example.com'],
])('with ignoreResource %s, the audience is %s', async (ignoreResource, aud) => {
  await start({ ignoreResource })
  const response = await logIn(issuer, { resource: 'https://mcp.example.com/mcp' })
  expect(decodeJwt(response.access_token).aud).toBe(aud)
})
