import { createHash } from 'node:crypto'
import { AuthError, publish, quote } from '@tandem-auth/tokens'
import type { Config } from '../config/config.js'
import type { Services } from '../config/services.js'
import { type BaseUrl, baseUrlOf, isHttps } from '../http/base-url.js'
import { returnToOrRoot } from '../http/return-to.js'
import { isSecure } from '../http/web-request.js'
import { authorizationDetailsParameter } from '../provider/authorization-details.js'
import type { LoginFacts } from '../provider/login-facts.js'
import type { LoginTransaction } from '../provider/login-transactions.js'
import type { Provider } from '../provider/provider.js'
import { callbackPath } from './callback-path.js'
import { reportLoginFailure } from './login-failure.js'
import type { LoginRequest } from './login-request.js'
import type { RequestContext } from './request-context.js'
import { type StepUp, stepUpDigest } from './step-up.js'

/** Why a login begins. */
export interface LoginOrigin {
  /** 1 for the single retry of an attempt that failed. */
  readonly attempt?: 0 | 1 | undefined
  /** An API's demand that this login answers. */
  readonly stepUp?: StepUp | undefined
  /** The same, of the attempt that failed. */
  readonly step?: LoginTransaction['step']
}

/**
 * Begins a login: adds its cookie to the response and returns the provider's URL.
 * @throws AuthError `ERR_INSECURE_TRANSPORT`, `ERR_ISSUER_SELECTION`, `ERR_ISSUER_NAME` (500), `ERR_REQUEST_HOST`,
 * `ERR_REQUEST_PARAMETER` (400), `ERR_PROVIDER_UNAVAILABLE`, `ERR_METADATA_UNAVAILABLE` (503)
 */
export async function startLogin<User>(
  services: Services<User>,
  context: RequestContext<User>,
  request: LoginRequest,
  origin: LoginOrigin = {},
): Promise<string> {
  try {
    return await beginLogin(services, context, request, origin)
  } catch (error) {
    reportLoginFailure(error)
    throw error
  }
}

async function beginLogin<User>(
  services: Services<User>,
  { req, head, record }: RequestContext<User>,
  request: LoginRequest,
  { attempt = 0, stepUp, step = stepUp && [stepUp.api, stepUpDigest(stepUp)] }: LoginOrigin,
): Promise<string> {
  const { config, transactions } = services
  const base = baseUrlOf(config.baseUrls, req)
  assertSecure(base, isSecure(req))
  const provider = chooseProvider(services, request, { req, recordIssuer: record?.iss })
  const { issuer } = provider.config
  const { transaction, cookies } = transactions.begin(req.headers.cookie, {
    issuer,
    attempt,
    returnTo: returnToOrRoot(request.returnTo, base, {
      ownRoutes: ownRoutes(config, base),
      allowedOrigins: config.allowedReturnOrigins,
    }),
    startedAt: await services.sessions.now(),
    silent: request.silent === true,
    ...requestedStrength(provider, request),
    scope: request.scope,
    parameters: requestedParameters(request),
    step,
  })
  const redirectUri = base.at(await callbackPath(config, provider))
  const parameters = authorizationParameters(config, provider, { redirectUri, transaction, request })
  const url = await provider.authorizationUrl(parameters, provider.config.dpop ? transaction.dpopKey : undefined)
  for (const cookie of cookies) head.addCookie(cookie)
  publish('login.started', () => ({ issuer, silent: transaction.silent }))
  return url.href
}

/** Our own paths, which a login must not return to. */
export function ownRoutes({ routes }: Config<unknown>, base: BaseUrl): readonly string[] {
  return Object.values(routes).flatMap((path) =>
    typeof path === 'string' ? [base.path + path.replace(/\/$/, '')] : [],
  )
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
  { issuer, maxAge, acr }: LoginRequest,
  { req, recordIssuer }: { readonly req: RequestContext<User>['req']; readonly recordIssuer: string | undefined },
): Provider {
  // A stronger or newer login of the same user: another provider doesn't know them.
  const stepUpIssuer = maxAge === undefined && acr === undefined ? undefined : recordIssuer
  const chosen = issuer ?? stepUpIssuer
  if (chosen === undefined) return providers.select(req)
  const provider = providers.of(chosen)
  if (provider !== undefined && providers.serves(req, chosen)) return provider
  throw new AuthError('ERR_ISSUER_SELECTION', {
    hint: `${quote(chosen)} is not a configured issuer, or not the one that "selectIssuer" returns for this request.`,
  })
}

function requestedParameters({ authorizationParams, authorizationDetails }: LoginRequest): LoginFacts['parameters'] {
  if (authorizationDetails === undefined) return authorizationParams
  const details = authorizationDetailsParameter('login', authorizationDetails)
  return { ...authorizationParams, authorization_details: details }
}

// The result is checked against the options as well as against this request.
function requestedStrength(
  { config }: Provider,
  { maxAge, acr, authorizationParams }: LoginRequest,
): Pick<LoginTransaction, 'maxAge' | 'acrValues'> {
  const { max_age, acr_values } = { ...config.authorizationParams, ...authorizationParams }
  const configuredAge = max_age === undefined ? undefined : Number(max_age)
  return { maxAge: maxAge ?? configuredAge, acrValues: acr?.join(' ') ?? acr_values }
}

interface AuthorizationInput {
  readonly redirectUri: string
  readonly transaction: LoginTransaction
  readonly request: LoginRequest
}

function authorizationParameters(
  config: Config<unknown>,
  provider: Provider,
  { redirectUri, transaction, request: { prompt, loginHint } }: AuthorizationInput,
): URLSearchParams {
  const { maxAge, acrValues, silent, scope = '' } = transaction
  const apis = [...config.apis.values()]
  const wished = {
    response_mode: config.responseMode === 'query' ? undefined : config.responseMode,
    audience: apis[0]?.audience,
    max_age: maxAge?.toString(),
    acr_values: acrValues,
    prompt: silent ? 'none' : prompt,
    login_hint: loginHint,
  }
  const parameters = new URLSearchParams({ ...provider.config.authorizationParams, ...transaction.parameters })
  for (const [name, value] of Object.entries(wished)) if (value !== undefined) parameters.set(name, value)
  const fixed = {
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: [...new Set(`${provider.config.scope} ${scope}`.trim().split(/ +/))].join(' '),
    state: transaction.state,
    nonce: transaction.nonce,
    code_challenge: createHash('sha256').update(transaction.codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(fixed)) parameters.set(name, value)
  for (const { resource } of apis) if (resource !== undefined) parameters.append('resource', resource)
  return parameters
}
