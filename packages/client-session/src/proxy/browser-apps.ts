import type { IncomingMessage, ServerResponse } from 'node:http'
import { AuthError, quote } from '@tandem-auth/tokens'
import type { ApiConfig } from '../access-tokens/api-config.js'
import type { Config } from '../config/config.js'
import type { Services } from '../config/services.js'
import { baseUrlOf } from '../http/base-url.js'
import { isSameOrigin } from '../http/same-origin.js'
import type { Middleware, WebRequest } from '../http/web-request.js'
import { answerChallenge } from '../login/answer-challenge.js'
import { apiAuthorization, learnApiNonce } from '../login/api-authorization.js'
import { refuseWithLogin } from '../login/ask-for-login.js'
import { hasStrictCookie } from '../login/reload-page.js'
import type { RequestContext } from '../login/request-context.js'
import type { SessionRecord } from '../login-state/session-record.js'
import { type CallingLogin, createProxy, type ProxyOptions } from './proxy.js'
import { createSessionWatch } from './session-watch.js'
import { createUpgrade, type UpgradeListener, type UpgradeOptions } from './upgrade.js'

/** What a backend does for the pages of its own site (RFC 10017). */
export interface BrowserApps<Api extends string> {
  sameOrigin(): Middleware
  proxy(api: Api, options: ProxyOptions): Middleware
  upgrade(api: Api, options: UpgradeOptions): UpgradeListener
  close(): void
}

export interface BrowserAppsDeps<User> {
  readonly services: Services<User>
  /** @throws AuthError `ERR_SESSION_MIDDLEWARE` (500) for a request that this instance hasn't seen */
  contextOf(req: IncomingMessage): RequestContext<User>
  /** Reads the session of a request that no middleware has seen. */
  load(req: WebRequest, res: ServerResponse): Promise<RequestContext<User>>
}

export function createBrowserApps<User>(deps: BrowserAppsDeps<User>): BrowserApps<string> {
  const { services, contextOf, load } = deps
  const { apis, baseUrls } = services.config
  const watch = createSessionWatch({ isActive: (loginId) => services.sessions.isActive(loginId) })
  const originOf = (req: WebRequest) => baseUrlOf(baseUrls, req).origin
  const reloads = hasStrictCookie(services.config as Config<unknown>)
  const isOurs = (req: WebRequest) => isSameOrigin(req, originOf(req), reloads)

  function apiNamed(caller: string, name: unknown): ApiConfig {
    const api = typeof name === 'string' ? apis.get(name) : undefined
    if (api === undefined) throw new TypeError(`${caller}: "apis" has no ${quote(name)}`)
    return api
  }

  function callingLogin(context: RequestContext<User>): CallingLogin | undefined {
    const record: SessionRecord<User> | undefined = context.record
    if (record === undefined) return undefined
    return {
      loginId: record.loginId,
      tls: services.providers.of(record.iss)?.tls,
      authorization({ name }, method, url, renew = false) {
        const call = { api: name, method, url, renew }
        return apiAuthorization(services as Services<unknown>, record, call).then((headers) => ({ ...headers }))
      },
      learnNonce: (url, status, nonce, challenge) => {
        const headers = new Headers()
        if (nonce !== undefined) headers.set('dpop-nonce', nonce)
        if (challenge !== undefined) headers.set('www-authenticate', challenge)
        return learnApiNonce(services as Services<unknown>, record, url, { status, headers })
      },
    }
  }

  return {
    sameOrigin: () =>
      function sameOriginMiddleware(req, _res, next) {
        try {
          contextOf(req)
          next(isOurs(req) ? undefined : new AuthError('ERR_CROSS_SITE'))
        } catch (error) {
          next(error)
        }
      },
    proxy: (name, options) =>
      createProxy(
        {
          watch,
          isOurs,
          loginOf(req) {
            const context = contextOf(req)
            context.head.markPersonal()
            return callingLogin(context)
          },
          refuse: async (req) => refuseWithLogin(services, contextOf(req)),
          answerChallenge(req, { name: api }, { statusCode: status, headers }) {
            const challenge = headers['www-authenticate']
            const given = new Headers(challenge === undefined ? {} : { 'www-authenticate': String(challenge) })
            return answerChallenge(services, contextOf(req), api, { status, headers: given })
          },
        },
        apiNamed('proxy', name),
        options,
      ),
    upgrade: (name, options) =>
      createUpgrade(
        { watch, originOf, load: async (req, res) => callingLogin(await load(req, res)) },
        apiNamed('upgrade', name),
        options,
      ),
    close: watch.close,
  }
}
