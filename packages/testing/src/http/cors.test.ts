import { post } from '../../test/plain-client.js'
import { startIssuer, type TestIssuer } from '../index.js'

let issuer: TestIssuer
beforeAll(async () => {
  issuer = await startIssuer({ algorithm: 'ES256' })
})
afterAll(() => issuer.close())
const origin = 'https://spa.example'

function preflight(path: string) {
  const headers = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'dpop' }
  return fetch(`${issuer.url}${path}`, { method: 'OPTIONS', headers })
}

it('lets scripts of other origins call the endpoints and read the responses', async () => {
  const { status, headers } = await preflight('/token')
  expect([status, headers.get('access-control-allow-methods')]).toEqual([204, 'POST'])
  expect(headers.get('access-control-allow-headers')).toBe('dpop')
  const response = await post(issuer, '/token', { grant_type: 'client_credentials' }, { origin })
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  expect(response.headers.get('access-control-expose-headers')).toContain('DPoP-Nonce')
  expect(issuer.violations).toEqual([])
})

it('sends no such headers to others', async () => {
  const { headers } = await fetch(`${issuer.url}/jwks`)
  expect(headers.get('access-control-allow-origin')).toBeNull()
})

it('lets no script read the authorization endpoint', async () => {
  expect((await preflight('/authorize')).status).toBe(405)
  const response = await fetch(`${issuer.url}/authorize?client_id=client-1`, { headers: { origin } })
  expect(response.headers.get('access-control-allow-origin')).toBeNull()
})
