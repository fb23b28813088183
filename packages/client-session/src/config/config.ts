import type { IncomingMessage } from 'node:http'
import {
  assertProviderUrl,
  createProviderFetch,
  type OptionChecks,
  optionChecks,
  type ProviderFetch,
} from '@tandem-auth/tokens'
import { type ApiConfig, parseApis } from '../access-tokens/api-config.js'
import { type BaseUrl, isHttps, parseBaseUrls } from '../http/base-url.js'
import type { OnLogin } from '../login-state/on-login.js'
import type { ProfileOptions } from '../login-state/user-profile.js'
import type { LoginParameters } from '../provider/login-parameters.js'
import { type ProviderConfig, parseProviders } from '../provider/provider-config.js'
import type { SessionOptions } from '../session/session-options.js'
import type { Coordination } from '../storage/coordination.js'
import { createKeyRing, type KeyRing } from '../storage/key-ring.js'
import { environmentVariables } from './from-environment.js'
import type { Limits, Logout, Routes } from './option-groups.js'
import { optionParsers } from './option-parsers.js'
import type { ClientSessionOptions } from './options.js'

const check: OptionChecks = optionChecks('clientSession')

/** The parsed options: checked, complete, and never changed. */
export interface Config<User> {
  readonly providers: readonly [ProviderConfig, ...ProviderConfig[]]
  readonly selectIssuer: ((req: IncomingMessage) => string) | undefined
  readonly baseUrls: readonly [BaseUrl, ...BaseUrl[]]
  readonly secure: boolean
  readonly keys: KeyRing
  readonly session: SessionOptions | undefined
  readonly coordination: Coordination | 'single-process' | undefined
  readonly storeTimeout: number
  readonly limits: Limits
  readonly profile: ProfileOptions<User>
  readonly onLogin: OnLogin<User> | undefined
  readonly allowedReturnOrigins: readonly string[]
  readonly loginParameters: LoginParameters
  readonly apis: ReadonlyMap<string, ApiConfig>
  readonly routes: Routes
  readonly responseMode: 'query' | 'form_post' | 'query.jwt' | 'form_post.jwt'
  readonly clockTolerance: number
  readonly fetch: ProviderFetch
  /** The same limits over another `fetch`, such as one that presents a certificate. */
  readonly providerFetch: (fetch: typeof globalThis.fetch) => ProviderFetch
  /** For calls to APIs. Unlike `fetch` it doesn't limit the size, because the responses are the app's. */
  readonly apiFetch: typeof globalThis.fetch
  readonly insecureHosts: readonly string[]
  readonly loginRequired: boolean
  readonly logout: Logout
}

/** @throws TypeError that names the option */
export function parseOptions<User>(options: ClientSessionOptions<string, User>): Config<User> {
  check.assertKnown(options, Object.keys(optionParsers))
  check.assertGiven(options, requiredNames(options), environmentVariables)
  const parsed = check.parse(options, optionParsers)
  const { insecureHosts = [] } = options
  const fetch = createProviderFetch('clientSession', options)
  const providerFetch = (own: typeof globalThis.fetch) =>
    createProviderFetch('clientSession', { ...options, fetch: own })
  const apis = parseApis(options.apis, insecureHosts)
  const baseUrls = parseBaseUrls(options.baseUrl, insecureHosts)
  const secure = isHttps(baseUrls[0].origin)
  // Browsers hold back the cookies of a POST from another site, unless they are SameSite=None, which needs https.
  if (parsed.responseMode.startsWith('form_post') && !secure) {
    check.fail('responseMode', `'${parsed.responseMode}' needs an https "baseUrl"`)
  }
  const apiScopes = [...apis.values()].flatMap(({ scopes }) => scopes)
  const providers = parseProviders(options, { apiScopes, insecureHosts, logout: parsed.logout })
  if (options.fetch !== undefined && providers.some(({ clientCertificate }) => clientCertificate !== undefined)) {
    check.fail('fetch', 'must not stand beside "clientCertificate", which needs connections of its own')
  }
  return {
    ...parsed,
    providers,
    baseUrls,
    secure,
    keys: createKeyRing(parsed.secret),
    profile: parsed.profile as ProfileOptions<User>,
    allowedReturnOrigins: parseOrigins(options.allowedReturnOrigins, insecureHosts),
    apis,
    fetch,
    providerFetch,
    apiFetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    insecureHosts,
  }
}

function parseOrigins(value: unknown = [], insecureHosts: readonly string[]): readonly string[] {
  const option = 'allowedReturnOrigins'
  if (!Array.isArray(value)) check.fail(option, 'must be an array of origins')
  return value.map((item: unknown) => {
    const origin = assertProviderUrl('clientSession', option, item, insecureHosts)
    return new URL(origin).origin === origin
      ? origin
      : check.fail(option, 'must have exact origins, like "https://www.example.com"')
  })
}

function requiredNames({
  issuer,
  clientAuthentication,
  privateKey,
}: ClientSessionOptions<string, unknown>): readonly string[] {
  // Providers that stand in `issuer` bring their own credentials.
  if (typeof issuer === 'object') return ['baseUrl', 'secret']
  // A forgotten secret must not turn the app into a public client, so a public client must ask for it.
  const wantsSecret = clientAuthentication?.startsWith('client_secret_') ?? privateKey === undefined
  return ['issuer', 'clientId', ...(wantsSecret ? ['clientSecret'] : []), 'baseUrl', 'secret']
}
