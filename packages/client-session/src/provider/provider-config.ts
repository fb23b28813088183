import { algorithmNames, assertProviderUrl } from '@tandem-auth/tokens'
import { assertKnown, fail, flag, optionalString, requiredString } from '../config/check.js'
import { areClasses } from './login-strength.js'
import { requiresIdTokenAtLogout } from './logout-url.js'
import { type ClientKey, clientKeyOf } from './private-key.js'
import type { ClientAuthentication, IssuerOptions, ProviderOptions } from './provider-options.js'

/** The parsed options of one provider. */
export interface ProviderConfig {
  readonly issuer: string
  readonly clientId: string
  readonly authentication: ClientAuthentication
  readonly clientSecret: string | undefined
  readonly privateKey: (() => Promise<ClientKey>) | undefined
  readonly scope: string
  readonly authorizationParams: Readonly<Record<string, string>>
  /** `undefined`: if the provider requires it. */
  readonly pushedAuthorizationRequest: boolean | undefined
  readonly signedRequestObject: boolean
  readonly idTokenAlgorithm: string
  readonly metadata: Readonly<Record<string, unknown>> | undefined
  readonly jwksUri: string | undefined
  readonly keepIdToken: boolean
}

export const providerOptionNames: readonly (keyof ProviderOptions)[] = [
  ...(['clientId', 'clientSecret', 'clientAuthentication', 'privateKey', 'scope', 'authorizationParams'] as const),
  ...(['pushedAuthorizationRequest', 'signedRequestObject', 'idTokenAlgorithm', 'metadata', 'jwksUri'] as const),
  'keepIdToken',
]

// Parameters that bind the response to its request or decide where the response goes.
const protectedParams = new Set([
  ...['client_id', 'response_type', 'response_mode', 'redirect_uri', 'scope', 'state', 'nonce', 'code_challenge'],
  ...['code_challenge_method', 'request', 'request_uri', 'id_token_hint', 'client_secret'],
])

/** The options that decide which providers there are. */
interface ProvidersOptions extends ProviderOptions {
  readonly issuer?: string | IssuerOptions | readonly IssuerOptions[] | undefined
  readonly insecureHosts?: readonly string[] | undefined
  readonly idpLogout?: boolean | undefined
}

/** @throws TypeError that names the option */
export function parseProviders(
  options: ProvidersOptions,
  apiScopes: readonly string[],
): readonly [ProviderConfig, ...ProviderConfig[]] {
  const { issuer = requiredString('issuer', undefined, 'ISSUER_BASE_URL') } = options
  const list: readonly IssuerOptions[] = Array.isArray(issuer)
    ? issuer
    : [typeof issuer === 'string' ? { issuer } : (issuer as IssuerOptions)]
  const [first, ...others] = list.map((own) => parseProvider(own, options, list.length > 1, apiScopes))
  if (first === undefined) fail('issuer', 'must not be empty')
  const names = new Set(list.map((one) => one.issuer))
  if (names.size !== list.length) fail('issuer', 'must not name the same issuer twice')
  return [first, ...others]
}

function parseProvider(
  own: IssuerOptions,
  shared: ProvidersOptions,
  several: boolean,
  apiScopes: readonly string[],
): ProviderConfig {
  assertKnown('issuer', own, ['issuer', ...providerOptionNames])
  if (several && (shared.metadata ?? shared.jwksUri) !== undefined) {
    fail(shared.metadata === undefined ? 'jwksUri' : 'metadata', 'belongs to one issuer, but there are several')
  }
  const of = <Name extends keyof ProviderOptions>(name: Name): ProviderOptions[Name] => own[name] ?? shared[name]
  const issuer = assertProviderUrl('clientSession', 'issuer', own.issuer, shared.insecureHosts)
  const jwksUri = of('jwksUri')
  if (jwksUri !== undefined) assertProviderUrl('clientSession', 'jwksUri', jwksUri, shared.insecureHosts)
  const signedRequestObject = flag('signedRequestObject', of('signedRequestObject'), false)
  const credentials = parseCredentials(own, shared)
  if (signedRequestObject && credentials.privateKey === undefined) fail('signedRequestObject', 'needs a "privateKey"')
  return {
    ...credentials,
    issuer,
    clientId: requiredString('clientId', of('clientId'), 'CLIENT_ID'),
    scope: parseScope(of('scope'), apiScopes),
    authorizationParams: parseParams(of('authorizationParams')),
    pushedAuthorizationRequest: parsePushed(of('pushedAuthorizationRequest')),
    signedRequestObject,
    idTokenAlgorithm: parseAlgorithm(of('idTokenAlgorithm')),
    metadata: parseMetadata(of('metadata')),
    jwksUri,
    keepIdToken: parseKeepIdToken(of('keepIdToken'), issuer, shared.idpLogout ?? true),
  }
}

function parseCredentials(own: ProviderOptions, shared: ProviderOptions) {
  const input = own.privateKey ?? shared.privateKey
  const method = own.clientAuthentication ?? shared.clientAuthentication
  const wantsSecret = method !== 'none' && method !== 'private_key_jwt'
  const clientSecret = wantsSecret
    ? optionalString('clientSecret', own.clientSecret ?? shared.clientSecret, 'CLIENT_SECRET')
    : undefined
  const privateKey = input === undefined ? undefined : clientKeyOf(input)
  const authentication = method ?? (clientSecret === undefined ? undefined : 'client_secret_basic')
  switch (authentication) {
    case 'client_secret_basic':
    case 'client_secret_post':
      if (clientSecret === undefined) fail('clientSecret', `is required for ${authentication}, or CLIENT_SECRET`)
      break
    case 'private_key_jwt':
      if (privateKey === undefined) fail('privateKey', 'is required for private_key_jwt')
      break
    case 'none':
      break
    case undefined:
      // A forgotten secret must not turn the app into a public client.
      return fail('clientSecret', 'is required, or CLIENT_SECRET, or another "clientAuthentication"')
    default:
      return fail('clientAuthentication', 'must be client_secret_basic, client_secret_post, private_key_jwt or none')
  }
  return { authentication, clientSecret, privateKey }
}

function parseScope(value: unknown, apiScopes: readonly string[]): string {
  const scope = value ?? 'openid profile email'
  if (typeof scope !== 'string') fail('scope', 'must be a string')
  const words = scope.split(' ').filter((word) => word !== '')
  if (!words.includes('openid')) fail('scope', 'must contain "openid"')
  return [...new Set([...words, ...apiScopes])].join(' ')
}

function parseParams(value: unknown): Readonly<Record<string, string>> {
  if (value === undefined) return {}
  if (typeof value !== 'object' || value === null) fail('authorizationParams', 'must be an object of strings')
  for (const [name, item] of Object.entries(value)) {
    if (typeof item !== 'string') fail('authorizationParams', 'must be an object of strings')
    if (protectedParams.has(name)) fail('authorizationParams', `must not set ${name}`)
  }
  const params = { ...value } as Readonly<Record<string, string>>
  assertCheckable(params)
  return params
}

// The response is compared with these, so they must be comparable and fit into the cookie of a login.
function assertCheckable({ max_age, acr_values }: Readonly<Record<string, string>>): void {
  if (max_age !== undefined && !/^\d{1,9}$/.test(max_age)) {
    fail('authorizationParams', 'must have a whole number of seconds as max_age')
  }
  if (acr_values !== undefined && !areClasses(acr_values.split(' '))) {
    fail('authorizationParams', 'must have acr_values separated by single spaces, at most 96 characters in total')
  }
}

function parsePushed(value: unknown): boolean | undefined {
  return value === undefined ? undefined : flag('pushedAuthorizationRequest', value, false)
}

function parseMetadata(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (value !== undefined && (typeof value !== 'object' || value === null)) fail('metadata', 'must be an object')
  return value as Readonly<Record<string, unknown>> | undefined
}

function parseAlgorithm(value: unknown): string {
  const algorithm = value ?? 'RS256'
  if (typeof algorithm !== 'string' || !algorithmNames.includes(algorithm)) {
    fail('idTokenAlgorithm', `must be one of ${algorithmNames.join(', ')}`)
  }
  return algorithm
}

function parseKeepIdToken(value: unknown, issuer: string, idpLogout: boolean): boolean {
  const needed = idpLogout && requiresIdTokenAtLogout(issuer)
  if (value === undefined || value === 'auto') return needed
  if (typeof value !== 'boolean') fail('keepIdToken', "must be true, false or 'auto'")
  if (!value && needed)
    fail(
      'keepIdToken',
      'must not be false: this provider needs the ID token for its logout (or set "idpLogout" to false)',
    )
  return value
}
