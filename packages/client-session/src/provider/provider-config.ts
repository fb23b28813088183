import {
  algorithmNames,
  assertProviderUrl,
  type OptionChecks,
  type OptionParsers,
  optionChecks,
  type ParsedOptions,
  type PrivateKeyInput,
  parseDecryptionKeys,
  type TokenDecryption,
  tokenDecryption,
} from '@tandem-auth/tokens'
import { authorizationDetailsParameter } from './authorization-details.js'
import { type ClientCertificate, parseClientCertificate } from './client-certificate.js'
import { withFapi2 } from './fapi2.js'
import { areClasses } from './login-strength.js'
import { requiresIdTokenAtLogout } from './logout-url.js'
import { type ClientKey, clientKeyOf } from './private-key.js'
import { protocolParameters } from './protocol-parameters.js'
import type { ClientAuthentication, ClientCredentials, ClientSecret, ProviderOptions } from './provider-options.js'

const check: OptionChecks = optionChecks('clientSession')

/** The parsed options of one provider. */
export interface ProviderConfig {
  readonly issuer: string
  /** Names the redirect URI of this provider, where there are several. */
  readonly name: string | undefined
  readonly clientId: string
  readonly authentication: ClientAuthentication
  readonly clientSecret: ClientSecret | undefined
  readonly privateKey: (() => Promise<ClientKey>) | undefined
  readonly decrypt: TokenDecryption | undefined
  readonly clientCertificate: ClientCertificate | undefined
  readonly scope: string
  readonly authorizationParams: Readonly<Record<string, string>>
  /** `undefined`: if the provider requires it. */
  readonly pushedAuthorizationRequest: boolean | undefined
  readonly signedRequestObject: boolean
  readonly dpop: boolean
  readonly security: 'fapi2' | undefined
  readonly idTokenAlgorithm: string
  readonly metadataUrl: string | undefined
  readonly metadata: Readonly<Record<string, unknown>> | undefined
  readonly jwksUri: string | undefined
  readonly keepIdToken: boolean
}

/** What the options around `issuer` decide for every provider. */
export interface ProviderSurroundings {
  readonly apiScopes: readonly string[]
  readonly insecureHosts: readonly string[]
  readonly logout: { readonly provider: boolean; readonly keepIdToken: boolean | 'auto' }
}

type Parsers = OptionParsers<ProviderOptions>
type OptionsAround = Partial<Record<keyof ProviderOptions, unknown>>

// base64url around base64url: an encrypted token is a third longer than the one in it.
const maxEncryptedToken = 192 * 1024

// Never shared: the secret of one provider must not be sent to another.
const credentialNames: readonly (keyof ClientCredentials)[] = [
  ...(['clientId', 'clientSecret', 'clientAuthentication', 'privateKey', 'metadata', 'jwksUri'] as const),
  ...(['clientCertificate', 'decryptionKeys', 'metadataUrl'] as const),
]

/** @throws TypeError that names the option */
export function parseProviders(
  options: OptionsAround,
  surroundings: ProviderSurroundings,
): readonly [ProviderConfig, ...ProviderConfig[]] {
  const parsers = providerParsers(surroundings)
  const names = Object.keys(parsers) as (keyof Parsers)[]
  const around = Object.fromEntries(names.map((name) => [name, options[name]]))
  if (typeof options.issuer !== 'object') return [parseProvider(around, parsers, surroundings)]
  const misplaced = credentialNames.find((name) => options[name] !== undefined)
  if (misplaced !== undefined) check.fail(misplaced, 'belongs in each entry of "issuer", never beside several of them')
  const entries: readonly unknown[] = [options.issuer].flat()
  const [first, ...others] = entries.map((entry, index) => {
    const place = `issuer[${index}]`
    check.assertKnown(entry, names, place)
    return parseProvider({ ...around, issuer: undefined, ...defined(entry as object) }, parsers, surroundings, place)
  })
  if (first === undefined) check.fail('issuer', 'must not be empty')
  const all = [first, ...others]
  if (new Set(all.map(({ issuer }) => issuer)).size !== all.length) {
    check.fail('issuer', 'must not name the same issuer twice')
  }
  const redirectNames = all.flatMap(({ name }) => (name === undefined ? [] : [name]))
  if (new Set(redirectNames).size !== redirectNames.length) check.fail('issuer', 'must have different names')
  return [first, ...others]
}

function providerParsers({ insecureHosts, apiScopes }: ProviderSurroundings) {
  const url = (value: unknown, option: string) => assertProviderUrl('clientSession', option, value, insecureHosts)
  return {
    issuer: url,
    name: check.optional(parseName),
    clientId: check.string,
    clientSecret: check.optional(parseSecret),
    clientAuthentication: check.optional(
      check.oneOf(
        ...(['client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const),
        ...(['tls_client_auth', 'self_signed_tls_client_auth', 'none'] as const),
      ),
    ),
    privateKey: check.unparsed<PrivateKeyInput | undefined>(),
    decryptionKeys: check.optional((value, option) => parseDecryptionKeys(check, value, option)),
    clientCertificate: check.optional(parseClientCertificate),
    metadataUrl: check.optional(url),
    metadata: check.optional(parseMetadata),
    jwksUri: check.optional(url),
    scope: (value: unknown, option: string) => parseScope(value, option, apiScopes),
    authorizationParams: parseAuthorizationParams,
    authorizationDetails: check.optional((value) => authorizationDetailsParameter('clientSession', value)),
    pushedAuthorizationRequest: check.optional(check.boolean(false)),
    signedRequestObject: check.boolean(false),
    dpop: check.optional(check.boolean(false)),
    security: check.optional(check.oneOf('fapi2')),
    idTokenAlgorithm: check.optional(parseAlgorithm),
  } satisfies Parsers
}

function parseProvider(
  options: object,
  parsers: ReturnType<typeof providerParsers>,
  { logout }: ProviderSurroundings,
  place?: string,
): ProviderConfig {
  const prefix = place === undefined ? '' : `${place}.`
  const given = check.parse(options, parsers, place)
  const { security, privateKey } = given
  const idTokenAlgorithm = given.idTokenAlgorithm ?? (security === 'fapi2' ? 'PS256' : 'RS256')
  const parsed = withFapi2({ ...given, idTokenAlgorithm }, prefix)
  if (parsed.signedRequestObject && privateKey === undefined) check.fail('signedRequestObject', 'needs a "privateKey"')
  if (parsed.metadataUrl !== undefined && parsed.metadata !== undefined) {
    check.fail(`${prefix}metadataUrl`, 'cannot be used together with "metadata"; give only one of them')
  }
  return {
    ...parsed,
    privateKey: privateKey === undefined ? undefined : clientKeyOf(privateKey, security === 'fapi2'),
    authorizationParams: {
      ...parsed.authorizationParams,
      ...(parsed.authorizationDetails && { authorization_details: parsed.authorizationDetails }),
    },
    decrypt: parsed.decryptionKeys && tokenDecryption(parsed.decryptionKeys, maxEncryptedToken),
    dpop: parsed.dpop ?? false,
    ...authenticationOf(parsed, prefix),
    keepIdToken: keepsIdToken(parsed.issuer, logout),
  }
}

function authenticationOf(
  {
    clientAuthentication,
    clientSecret,
    privateKey,
    clientCertificate,
  }: ParsedOptions<ReturnType<typeof providerParsers>>,
  place: string,
): Pick<ProviderConfig, 'authentication' | 'clientSecret'> {
  const authentication = clientAuthentication ?? (clientSecret === undefined ? undefined : 'client_secret_basic')
  switch (authentication) {
    case 'client_secret_basic':
    case 'client_secret_post':
      if (clientSecret === undefined) check.fail(`${place}clientSecret`, `is required for ${authentication}`)
      return { authentication, clientSecret }
    case 'private_key_jwt':
      if (privateKey === undefined) check.fail(`${place}privateKey`, 'is required for private_key_jwt')
      return { authentication, clientSecret: undefined }
    case 'tls_client_auth':
    case 'self_signed_tls_client_auth':
      if (clientCertificate === undefined) {
        check.fail(`${place}clientCertificate`, `is required for ${authentication}`)
      }
      return { authentication, clientSecret: undefined }
    case 'none':
      return { authentication, clientSecret: undefined }
    case undefined:
      // A forgotten secret must not turn the app into a public client.
      return check.fail(`${place}clientSecret`, 'is required, or another "clientAuthentication"')
  }
}

function parseName(value: unknown, option: string): string {
  if (typeof value === 'string' && /^[\w-]{1,64}$/.test(value)) return value
  return check.fail(option, 'must be 1 to 64 letters, digits, "_" and "-"')
}

function parseSecret(value: unknown, option: string): ClientSecret {
  return typeof value === 'function' ? (value as ClientSecret) : check.string(value, option)
}

function parseScope(value: unknown, option: string, apiScopes: readonly string[]): string {
  const scope = value ?? 'openid profile email'
  if (typeof scope !== 'string') check.fail(option, 'must be a string')
  const words = scope.split(' ').filter((word) => word !== '')
  if (!words.includes('openid')) check.fail(option, 'must contain "openid"')
  return [...new Set([...words, ...apiScopes])].join(' ')
}

/** @throws TypeError for what isn't an object of strings, and for parameters that the protocol sets */
export function parseAuthorizationParams(value: unknown, option: string): Readonly<Record<string, string>> {
  if (value === undefined) return {}
  if (typeof value !== 'object' || value === null) check.fail(option, 'must be an object of strings')
  for (const [name, item] of Object.entries(value)) {
    if (typeof item !== 'string') check.fail(option, 'must be an object of strings')
    if (protocolParameters.has(name)) check.fail(option, `must not set ${name}`)
  }
  const params = { ...value } as Readonly<Record<string, string>>
  assertCheckable(params, option)
  return params
}

// The response is compared with these, so they must be comparable and fit into the cookie of a login.
function assertCheckable({ max_age, acr_values }: Readonly<Record<string, string>>, option: string): void {
  if (max_age !== undefined && !/^\d{1,9}$/.test(max_age)) {
    check.fail(option, 'must have a whole number of seconds as max_age')
  }
  if (acr_values !== undefined && !areClasses(acr_values.split(' '))) {
    check.fail(option, 'must have acr_values separated by single spaces, at most 96 characters in total')
  }
}

function parseMetadata(value: unknown, option: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) check.fail(option, 'must be an object')
  return value as Readonly<Record<string, unknown>>
}

function parseAlgorithm(algorithm: unknown, option: string): string {
  if (typeof algorithm !== 'string' || !algorithmNames.includes(algorithm)) {
    check.fail(option, `must be one of ${algorithmNames.join(', ')}`)
  }
  return algorithm
}

function keepsIdToken(issuer: string, { provider, keepIdToken }: ProviderSurroundings['logout']): boolean {
  const needed = provider && requiresIdTokenAtLogout(issuer)
  if (keepIdToken === 'auto') return needed
  if (!keepIdToken && needed) {
    check.fail(
      'logout.keepIdToken',
      'must not be false: this provider needs the ID token for its logout (or set "logout.provider" to false)',
    )
  }
  return keepIdToken
}

/** Without the members that are `undefined`, which count as left out. */
function defined(entry: object): object {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined))
}
