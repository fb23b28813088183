import { allowInsecureRequests, clientCredentialsGrant, discovery } from 'openid-client'

/**
 * Access tokens for a program itself (RFC 6749, 4.4). One request to the provider serves all calls until the token has
 * half a minute left, also when many calls need it at once.
 */
export async function createAccessTokens({ issuer, clientId, clientSecret, audience, scope }) {
  // Only the demo provider is reached without TLS.
  const isLoopback = issuer.startsWith('http://127.0.0.1:') || issuer.startsWith('http://localhost:')
  const options = isLoopback ? { execute: [allowInsecureRequests] } : {}
  const provider = await discovery(new URL(issuer), clientId, clientSecret, undefined, options)
  let current
  let expires = 0

  async function request() {
    // Auth0 reads "audience", most others "resource" (RFC 8707). A provider ignores the one that it doesn't know.
    const { access_token, expires_in = 60 } = await clientCredentialsGrant(provider, {
      scope,
      audience,
      resource: audience,
    })
    expires = Date.now() + (expires_in - 30) * 1000
    return access_token
  }

  return function accessToken() {
    if (current === undefined || Date.now() >= expires) {
      expires = Number.POSITIVE_INFINITY
      current = request()
      current.catch(() => {
        current = undefined
      })
    }
    return current
  }
}
