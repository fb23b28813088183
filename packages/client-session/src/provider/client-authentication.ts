import { AuthError } from '@tandem-auth/tokens'
import * as openid from 'openid-client'
import type { ProviderConfig } from './provider-config.js'
import type { ClientAuthentication, ClientSecret } from './provider-options.js'

/** How this client authenticates at the provider's endpoints (OpenID Connect Core 1.0, 9). */
export async function clientAuthentication(config: ProviderConfig): Promise<openid.ClientAuth> {
  const { authentication, clientSecret, privateKey } = config
  if (authentication === 'private_key_jwt' && privateKey !== undefined) {
    return openid.PrivateKeyJwt(await privateKey(), { [openid.modifyAssertion]: nameType })
  }
  // The connection proves it: see client-certificate.ts.
  if (authentication.endsWith('tls_client_auth')) return openid.TlsClientAuth()
  if (clientSecret === undefined || authentication === 'none') return openid.None()
  return withSecret(clientSecret, authentication)
}

// An assertion says what it is, so that it can't pass as another token (RFC 10070).
function nameType(header: Record<string, unknown>): void {
  header.typ = 'client-authentication+jwt'
}

/** Asks for the secret only when a request needs it. */
function withSecret(clientSecret: ClientSecret, authentication: ClientAuthentication): openid.ClientAuth {
  return async (_server, { client_id: clientId }, body, headers) => {
    const secret = typeof clientSecret === 'function' ? await made(clientSecret) : clientSecret
    if (authentication === 'client_secret_post') {
      body.set('client_id', clientId)
      body.set('client_secret', secret)
    } else {
      headers.set('authorization', `Basic ${basicCredentials(clientId, secret)}`)
    }
  }
}

async function made(clientSecret: () => string | Promise<string>): Promise<string> {
  let cause: unknown
  try {
    const secret: unknown = await clientSecret()
    if (typeof secret === 'string' && secret !== '') return secret
  } catch (error) {
    cause = error
  }
  throw new AuthError('ERR_CLIENT_REFUSED', {
    hint: '"clientSecret" threw, or returned something that is not a secret.',
    cause,
  })
}

// openid-client would also escape `-`, `.`, `_` and `~`. Some providers don't decode at all, and would refuse a client id
// that is a UUID. For those that decode there is no difference (RFC 6749, 2.3.1 and appendix B).
function basicCredentials(clientId: string, secret: string): string {
  return Buffer.from(`${formEncode(clientId)}:${formEncode(secret)}`).toString('base64')
}

function formEncode(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+')
}

/** What to change when the provider refuses the client and its metadata doesn't offer our way to authenticate. */
export function authenticationHint(
  { authentication }: ProviderConfig,
  metadata: Readonly<Record<string, unknown>>,
): string | undefined {
  // Without the member, the provider takes client_secret_basic (OpenID Connect Discovery 1.0, 3).
  const offered: unknown = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  if (!Array.isArray(offered) || offered.includes(authentication)) return undefined
  const methods = offered.filter((method) => typeof method === 'string' && /^[\w-]{1,64}$/.test(method)).slice(0, 8)
  return `The client authenticates with ${authentication}; the provider's metadata offers ${methods.join(', ')}. Set "clientAuthentication" to one of these.`
}
