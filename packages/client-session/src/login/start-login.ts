import { createHash } from 'node:crypto'
import { AuthError, publish, quote } from '@tandem-auth/tokens'
import type { Config } from '../config/config.js'
import type { Services } from '../config/services.js'
import { type BaseUrl, baseUrlOf, isHttps } from '../http/base-url.js'
import { parseReturnTo } from '../http/return-to.js'
import { isSecure } from '../http/web-request.js'
import type { LoginStrength } from '../provider/login-strength.js'
import type { LoginTransaction } from '../provider/login-transactions.js'
import type { Provider } from '../provider/provider.js'
import type { RequestContext } from './request-context.js'

/** What a login asks for. Only `returnTo` and what the login route allows may come from a request. */
export interface LoginRequest extends LoginStrength {
  /** Path on `baseUrl`. @defaultValue its root */
  readonly returnTo?: string | undefined
  /** One of the configured issuers. @defaultValue the one from `selectIssuer`, else the first */
  readonly issuer?: string | undefined
  /** Shows nothing to the user and returns logged in or not (`prompt=none`). */
  readonly silent?: boolean | undefined
  readonly prompt?: 'login' | 'consent' | 'select_account' | 'create' | undefined
  readonly loginHint?: string | undefined
}

/**
 * Begins a login: adds its cookie to the response and returns the provider's URL.
 * @throws AuthError `ERR_INSECURE_TRANSPORT`, `ERR_ISSUER_SELECTION` (500), `ERR_REQUEST_HOST` (400), `ERR_PROVIDER_UNAVAILABLE`,
 * `ERR_METADATA_UNAVAILABLE` (503)
 */
export async function startLogin<User>(
  services: Services<User>,
  { req, head }: RequestContext<User>,
  request: LoginRequest,
  attempt: 0 | 1 = 0,
): Promise<string> {
  const { config, transactions } = services
  const base = baseUrlOf(config.baseUrls, req)
  assertSecure(base, isSecure(req))
  const provider = chooseProvider(services, request, req)
  const { issuer } = provider.config
  const { transaction, cookies } = transactions.begin(req.headers.cookie, {
    issuer,
    attempt,
    returnTo: parseReturnTo(request.returnTo, base, ownRoutes(config, base)),
    startedAt: await services.sessions.now(),
    silent: request.silent === true,
    ...strength(provider, request),
  })
  const parameters = authorizationParameters(config, provider, base, transaction, request)
  const url = await provider.authorizationUrl(parameters)
  for (const cookie of cookies) head.addCookie(cookie)
  publish('login.started', () => ({ issuer, silent: transaction.silent }))
  return url.href
}

/** Our own paths, which a login must not return to. */
export function ownRoutes({ routes }: Config<unknown>, base: BaseUrl): readonly string[] {
  return Object.values(routes).flatMap((path) => (typeof path === 'string' ? [base.path + path] : []))
}

// Over http express-session silently sends no Secure cookie, and the login would loop.
function assertSecure(base: BaseUrl, secure: boolean): void {
  if (!isHttps(base.origin) || secure) return
  throw new AuthError('ERR_INSECURE_TRANSPORT', {
    hint: 'Behind a proxy that ends TLS, set "trust proxy" in Express and have the proxy send X-Forwarded-Proto.',
  })
}

function chooseProvider<User>(
  { providers }: Services<User>,
  { issuer }: LoginRequest,
  req: RequestContext<User>['req'],
): Provider {
  if (issuer === undefined) return providers.select(req)
  const provider = providers.of(issuer)
  if (provider !== undefined) return provider
  throw new AuthError('ERR_ISSUER_SELECTION', { hint: `${quote(issuer)} is not a configured issuer.` })
}

// The result is checked against the options as well as against this request.
function strength({ config }: Provider, { maxAge, acr }: LoginRequest): Pick<LoginTransaction, 'maxAge' | 'acrValues'> {
  const { max_age, acr_values } = config.authorizationParams
  const configuredAge = max_age === undefined ? undefined : Number(max_age)
  return { maxAge: maxAge ?? configuredAge, acrValues: acr?.join(' ') ?? acr_values }
}

function authorizationParameters(
  config: Config<unknown>,
  provider: Provider,
  base: BaseUrl,
  transaction: LoginTransaction,
  { prompt, loginHint }: LoginRequest,
): URLSearchParams {
  const { maxAge, acrValues, silent } = transaction
  const apis = [...config.apis.values()]
  const wished = {
    response_mode: config.responseMode === 'query' ? undefined : config.responseMode,
    audience: apis[0]?.audience,
    max_age: maxAge?.toString(),
    acr_values: acrValues,
    prompt: silent ? 'none' : prompt,
    login_hint: loginHint,
  }
  const parameters = new URLSearchParams(provider.config.authorizationParams)
  for (const [name, value] of Object.entries(wished)) if (value !== undefined) parameters.set(name, value)
  const fixed = {
    response_type: 'code',
    redirect_uri: base.at(config.routes.callback),
    scope: provider.config.scope,
    state: transaction.state,
    nonce: transaction.nonce,
    code_challenge: createHash('sha256').update(transaction.codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(fixed)) parameters.set(name, value)
  for (const { resource } of apis) if (resource !== undefined) parameters.append('resource', resource)
  return parameters
}
