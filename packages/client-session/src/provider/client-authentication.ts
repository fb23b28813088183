import * as openid from 'openid-client'
import type { ProviderConfig } from './provider-config.js'

/** How this client authenticates at the provider's endpoints (OpenID Connect Core 1.0, 9). */
export async function clientAuthentication(config: ProviderConfig): Promise<openid.ClientAuth> {
  const { authentication, clientSecret, privateKey } = config
  if (authentication === 'private_key_jwt' && privateKey !== undefined) return openid.PrivateKeyJwt(await privateKey())
  if (clientSecret === undefined || authentication === 'none') return openid.None()
  const withSecret = authentication === 'client_secret_post' ? openid.ClientSecretPost : openid.ClientSecretBasic
  return withSecret(clientSecret)
}
