import { type OptionChecks, optionChecks, type PrivateKeyInput, parsePrivateKey } from '@tandem-auth/tokens'
import {
  type ClientAuthentication,
  clientSecretBasic,
  clientSecretPost,
  privateKeyJwt,
  publicClient,
} from './client-authentication.js'

/** The ways in which this API's own client authenticates at the provider (RFC 6749, 2.3; OpenID Connect Core 1.0, 9). */
export type ClientAuthenticationMethod = 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none'

/** This API's own client at a provider. */
export interface ClientOptions {
  readonly clientId?: string | undefined
  readonly clientSecret?: string | undefined
  readonly privateKey?: PrivateKeyInput | undefined
  readonly clientAuthentication?: ClientAuthenticationMethod | undefined
}

const owner = 'apiGuard'
const checks: OptionChecks = optionChecks(owner)

const methodParser = checks.oneOf('client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none')

/**
 * `place`: the option that holds these, such as `introspection`. `audience`: the issuer, for assertions.
 * @throws TypeError naming the option
 */
export function parseClient(options: ClientOptions, place: string, audience: string): ClientAuthentication {
  const { clientSecret, privateKey } = options
  const method = methodOf(options, place)
  if (method === 'none') {
    const useless = (['clientSecret', 'privateKey'] as const).find((name) => options[name] !== undefined)
    if (useless !== undefined) checks.fail(`${place}.${useless}`, "has no use with clientAuthentication: 'none'")
    return publicClient(checks.optional(checks.string)(options.clientId, `${place}.clientId`))
  }
  const clientId = checks.string(options.clientId, `${place}.clientId`)
  if (method === 'private_key_jwt') {
    if (clientSecret !== undefined) checks.fail(place, 'has a clientSecret and a privateKey; give only one of them')
    if (privateKey === undefined)
      checks.fail(`${place}.privateKey`, "is required with clientAuthentication: 'private_key_jwt'")
    return privateKeyJwt({ clientId, privateKey: parsePrivateKey(owner, privateKey), audience })
  }
  if (privateKey !== undefined) checks.fail(`${place}.privateKey`, `has no use with clientAuthentication: '${method}'`)
  const secret = checks.string(clientSecret, `${place}.clientSecret`)
  return method === 'client_secret_post' ? clientSecretPost(clientId, secret) : clientSecretBasic(clientId, secret)
}

function methodOf({ clientAuthentication, privateKey }: ClientOptions, place: string): ClientAuthenticationMethod {
  if (clientAuthentication !== undefined) return methodParser(clientAuthentication, `${place}.clientAuthentication`)
  return privateKey === undefined ? 'client_secret_basic' : 'private_key_jwt'
}
