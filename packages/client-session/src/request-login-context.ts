import { AuthError, callApi, isAuthError, quote, warnInDevelopment } from '@tandem-auth/tokens'
import type { ApiConfig } from './access-tokens/api-config.js'
import { apiUrl, canRepeat } from './access-tokens/api-request.js'
import type { TokenSet } from './access-tokens/token-vault.js'
import type { Services } from './config/services.js'
import { baseUrlOf } from './http/base-url.js'
import { connectionNames, isForwardable } from './http/forwarded-headers.js'
import { answerChallenge } from './login/answer-challenge.js'
import { type Authorization, apiAuthorization, learnApiNonce } from './login/api-authorization.js'
import { assertLogoutRequest, endLogin, type LogoutRequest, leave } from './login/end-login.js'
import { assertLoginRequest, type LoginRequest } from './login/login-request.js'
import { type RequestContext, redirect } from './login/request-context.js'
import { startLogin } from './login/start-login.js'
import { type UserSessions, userSessions } from './login/user-sessions.js'
import type { ApiCall, LoginClaims, LoginContext } from './login-context.js'
import { toJsonObject } from './login-state/json-object.js'
import type { SessionRecord } from './login-state/session-record.js'
import { exchangeToken, type TokenExchange } from './provider/token-exchange.js'

export class RequestLoginContext<User> implements LoginContext<string, User> {
  readonly #services: Services<User>
  readonly #context: RequestContext<User>

  constructor(services: Services<User>, context: RequestContext<User>) {
    this.#services = services
    this.#context = context
  }

  isAuthenticated(): boolean {
    return this.#record() !== undefined
  }

  get user(): User | undefined {
    return this.#record()?.user
  }

  get claims(): LoginClaims | undefined {
    const record = this.#record()
    if (record === undefined) return undefined
    const { iss, sub, sid, authTime, acr } = record
    return {
      ...{ iss, sub },
      ...(sid !== undefined && { sid }),
      ...(authTime !== 0 && { auth_time: authTime }),
      ...(acr !== undefined && { acr }),
    }
  }

  get sessions(): UserSessions {
    return userSessions(this.#services, this.#loggedIn())
  }

  async accessToken(api?: string): Promise<string> {
    const { loginId } = this.#loggedIn()
    return explained(this.#services.sessions.tokens.accessToken(loginId, this.#name(api)))
  }

  async refresh(api?: string): Promise<string> {
    const { loginId } = this.#loggedIn()
    return explained(this.#services.sessions.tokens.refresh(loginId, this.#name(api)))
  }

  async fetch(...call: ApiCall<string>): Promise<Response> {
    const [name, path, init = {}] = namedCall(call)
    const api = this.#api(name)
    const url = apiUrl(api, path)
    const sent = { ...init, headers: forwardableHeaders(init.headers) }
    const response = await explained(this.#call(api, url, sent))
    if (response.status !== 401 || !canRepeat(init)) return response
    const renewed = await this.#authorization(api, init.method, url, true).catch(() => undefined)
    if (renewed === undefined) return response
    await response.body?.cancel()
    return explained(callApi(this.#apiFetch, url, sent, renewed))
  }

  async authorization(...[name, method, target]: [string, string, string | URL]): Promise<Authorization> {
    const api = this.#api(name)
    const { href } = new URL(target)
    if (!href.startsWith(api.url))
      throw new TypeError(`authorization: the URL must be below the "url" of "${api.name}"`)
    return this.#authorization(api, method, apiUrl(api, href.slice(api.url.length) || '/'), false)
  }

  answerChallenge(response: Response, api?: string): Promise<boolean> {
    const name = api ?? this.#apiOf(response)
    return answerChallenge(this.#services, this.#context, this.#api(name).name, response)
  }

  /** The API that a response came from, if its URL identifies exactly one. */
  #apiOf({ url }: Response): string | undefined {
    const apis = [...this.#services.config.apis.values()].filter(
      (api) => url === api.url || url.startsWith(`${api.url}/`),
    )
    return apis.length === 1 ? apis[0]?.name : undefined
  }

  /** Calls an API, and once more if it demands a nonce in the proof. */
  async #call(api: ApiConfig, url: URL, init: RequestInit): Promise<Response> {
    const response = await callApi(this.#apiFetch, url, init, await this.#authorization(api, init.method, url, false))
    const demandsNonce = await learnApiNonce(this.#services as Services<unknown>, this.#loggedIn(), url, response)
    if (!demandsNonce || !canRepeat(init)) return response
    await response.body?.cancel()
    return callApi(this.#apiFetch, url, init, await this.#authorization(api, init.method, url, false))
  }

  /** Presents the client's certificate if the provider has one configured. */
  get #apiFetch(): typeof globalThis.fetch {
    const { providers, config } = this.#services
    return providers.of(this.#loggedIn().iss)?.tls?.fetch ?? config.apiFetch
  }

  #authorization({ name }: ApiConfig, method = 'GET', url: URL, renew: boolean): Promise<Authorization> {
    const call = { api: name, method: method.toUpperCase(), url, renew }
    return apiAuthorization(this.#services as Services<unknown>, this.#loggedIn(), call)
  }

  async exchangeToken(exchange: TokenExchange, api?: string): Promise<TokenSet> {
    const { iss } = this.#loggedIn()
    return exchangeToken(this.#services.providers.of(iss), exchange, await this.accessToken(api))
  }

  async renewSessionId(): Promise<void> {
    this.#loggedIn()
    await this.#services.sessions.renewSessionId(this.#context.req)
  }

  async login(request: LoginRequest = {}): Promise<void> {
    assertLoginRequest(request)
    const url = await startLogin(this.#services, this.#context, request)
    redirect(this.#context, isReading(this.#context) ? 302 : 303, url)
  }

  async logout(request: LogoutRequest = {}): Promise<void> {
    assertLogoutRequest(request)
    const base = baseUrlOf(this.#services.config.baseUrls, this.#context.req)
    leave(this.#services, this.#context, base, await endLogin(this.#services, this.#context, base, request))
  }

  async updateUser(user: User): Promise<void> {
    const record = { ...this.#loggedIn(), user: toJsonObject(user, 'updateUser') }
    await this.#services.sessions.updateRecord(this.#context.req, record)
    this.#context.record = record
  }

  #record(): SessionRecord<User> | undefined {
    const { record, head } = this.#context
    if (record === undefined) head.markAnonymous()
    else head.markPersonal()
    return record
  }

  #loggedIn(): SessionRecord<User> {
    const record = this.#record()
    if (record === undefined) throw new AuthError('ERR_LOGIN_REQUIRED')
    return record
  }

  /** The name under which the token of an API is stored; `''` if there are no APIs. */
  #name(api: string | undefined): string {
    return api === undefined && this.#services.config.apis.size === 0 ? '' : this.#api(api).name
  }

  #api(name: string | undefined): ApiConfig {
    const { apis } = this.#services.config
    const [only, second] = apis.values()
    const api = name === undefined ? (second === undefined ? only : undefined) : apis.get(name)
    if (api !== undefined) return api
    throw new TypeError(
      name === undefined ? 'clientSession: name one of the "apis"' : `clientSession: "apis" has no ${quote(name)}`,
    )
  }
}

/** In development, prints on the console why a token or an API isn't available. */
function explained<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (isAuthError(error)) warnInDevelopment('tokens.refresh-failed', error)
    throw error
  })
}

function namedCall(call: ApiCall<string>): [string | undefined, string, RequestInit?] {
  const [first, second, third] = call
  return typeof second === 'string' ? [first, second, third] : [undefined, first, second]
}

function isReading({ req }: RequestContext<unknown>): boolean {
  return req.method === 'GET' || req.method === 'HEAD'
}

/**
 * Removes headers that belong to the browser's connection or identify the browser: an app that passes on `req.headers`
 * would otherwise send the session cookie to the API.
 */
function forwardableHeaders(given: RequestInit['headers']): Headers {
  const headers = new Headers(given)
  const named = connectionNames(headers.get('connection') ?? undefined)
  for (const name of [...headers.keys()]) if (!isForwardable(name, named)) headers.delete(name)
  return headers
}
