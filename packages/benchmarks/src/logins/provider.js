import { randomUUID, sign } from 'node:crypto'
import { generateSigningKey } from '@tandem-auth/testing'

/**
 * An OpenID provider with as little to do as there can be: it signs ID tokens when a login begins, which isn't measured,
 * and hands them out when the code is redeemed, which is.
 */
export async function createApp({ url: issuer }) {
  const key = await generateSigningKey()
  const answers = new Map()
  const metadata = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'form_post'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic'],
    authorization_response_iss_parameter_supported: true,
  }
  const documents = { '/.well-known/openid-configuration': metadata, '/jwks': { keys: [key.publicJwk] } }

  return (req, res) => {
    const { pathname, searchParams } = new URL(req.url, issuer)
    if (pathname === '/authorize') return authorize(res, searchParams)
    if (pathname === '/token') return redeem(req, res)
    answer(res, documents[pathname])
  }

  function authorize(res, params) {
    const code = randomUUID()
    const id_token = idToken(key, issuer, params)
    answers.set(code, { id_token, access_token: randomUUID(), token_type: 'Bearer', expires_in: 3600 })
    const to = new URL(params.get('redirect_uri'))
    for (const [name, value] of Object.entries({ code, state: params.get('state'), iss: issuer })) {
      to.searchParams.set(name, value)
    }
    res.writeHead(302, { location: to.href }).end()
  }

  async function redeem(req, res) {
    let body = ''
    for await (const chunk of req) body += chunk
    const code = new URLSearchParams(body).get('code')
    answer(res, answers.get(code))
    answers.delete(code)
  }
}

function answer(res, body) {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  res.writeHead(body === undefined ? 404 : 200, headers).end(JSON.stringify(body))
}

let users = 0

function idToken({ kid, privateKey }, iss, params) {
  users += 1
  const iat = Math.floor(Date.now() / 1000)
  const user = { sub: `user-${users}`, name: 'Jane Doe', email: `jane-${users}@example.com`, email_verified: true }
  const login = { iss, aud: params.get('client_id'), nonce: params.get('nonce'), sid: randomUUID(), auth_time: iat }
  const input = [
    { alg: 'RS256', kid },
    { ...login, ...user, iat, exp: iat + 3600 },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`
}
