import type { IncomingMessage, ServerResponse } from 'node:http'
import { isAuthError, shareHiddenClasses, warnInDevelopment } from '@tandem-auth/tokens'
import { parseOptions } from './config/config.js'
import type { ClientSessionOptions } from './config/options.js'
import type { Services } from './config/services.js'
import { Context, findContext, ownContextOf, setContext } from './context.js'
import { createServices } from './create-services.js'
import { watchResponse } from './http/response-head.js'
import type { Middleware, WebRequest } from './http/web-request.js'
import { askForLogin } from './login/ask-for-login.js'
import { loadOwnSession } from './login/load-own-session.js'
import { isCookieHeldBack, sendReloadPage } from './login/reload-page.js'
import { RequestContext } from './login/request-context.js'
import { type SubjectSessions, subjectSessions } from './login/user-sessions.js'
import type { LoginContext } from './login-context.js'
import type { SurvivesJson } from './login-state/json-object.js'
import type { Subject } from './login-state/session-list.js'
import type { SessionRecord } from './login-state/session-record.js'
import type { UserProfile } from './login-state/user-profile.js'
import { createBrowserApps } from './proxy/browser-apps.js'
import type { ProxyOptions } from './proxy/proxy.js'
import type { UpgradeListener, UpgradeOptions } from './proxy/upgrade.js'
import { RequestLoginContext } from './request-login-context.js'
import { createRouteTable, findRoute } from './routes/route-table.js'

/** The middleware, and what belongs to it. */
export interface ClientSession<Api extends string, User> extends Middleware {
  /**
   * Who is logged in at this instance.
   * @throws AuthError `ERR_SESSION_MIDDLEWARE` (500) for a request that this instance hasn't seen, whatever another one has
   */
  of(req: IncomingMessage): LoginContext<Api, User>
  /** The sessions of any user, for administrators. */
  sessionsOf(subject: Subject): SubjectSessions
  /**
   * Lets through what this site's own pages sent, and what the user typed; anything else is 403 `ERR_CROSS_SITE`.
   * A sibling subdomain is another site.
   */
  sameOrigin(): Middleware
  /**
   * Sends requests of this site's own pages on to an API with the user's access token. A request without a login gets
   * 401, one of another site 403, a path that isn't listed 404.
   * @throws TypeError for an API or an option that is wrong
   */
  proxy(api: Api, options: ProxyOptions): Middleware
  /**
   * Opens WebSockets to an API for pages of this site: `server.on('upgrade', web.upgrade(…))`. They are closed with 1008
   * when the session ends.
   * @throws TypeError for an API or an option that is wrong
   */
  upgrade(api: Api, options: UpgradeOptions): UpgradeListener
  /** Ends what runs in the background. */
  close(): void
}

/**
 * Logs users in with an OpenID provider and keeps a session for them on the server.
 * @throws TypeError that names the option that is missing or wrong
 */
export function clientSession<Api extends string = never, User = UserProfile>(
  options: ClientSessionOptions<Api, User> & SurvivesJson<NoInfer<User>>,
): ClientSession<Api, User> {
  const services = createServices(parseOptions<User>(options))
  const routes = createRouteTable(services.config)
  const load = loadOwnSession(services)

  function middleware(req: WebRequest, res: ServerResponse, next: (error?: unknown) => void): void {
    shareHiddenClasses(req, res)
    const route = findRoute(services.config, routes, req)
    if (route !== undefined && 'direct' in route) return run(route.direct(services, req, res), next)
    const response = watchResponse(res, services.sessions.cookieName)
    const loaded = (error: unknown, record: SessionRecord<User> | undefined) => {
      if (error !== undefined) {
        if (isAuthError(error)) warnInDevelopment('session.failed', error)
        return next(error)
      }
      const context = new RequestContext<User>(req, res, response, record)
      attach(services, context)
      if (route !== undefined) return run(route.withSession(services, context), next)
      if (isCookieHeldBack(services as Services<unknown>, context)) return sendReloadPage(context)
      if (services.config.loginRequired) {
        if (record === undefined) return run(askForLogin(services, context), next)
        response.markPersonal()
      }
      next()
    }
    if (route?.renews?.(req) === false) return load(req, res, loaded, { renews: false })
    load(req, res, loaded)
  }

  const { close: closeStreams, ...browserApps } = createBrowserApps<User>({
    services,
    contextOf: (req) => ownContextOf(req, services).request as RequestContext<User>,
    load: (req, res) =>
      new Promise((resolve, reject) => {
        const head = watchResponse(res, services.sessions.cookieName)
        load(req, res, (error, record) =>
          error === undefined ? resolve(new RequestContext<User>(req, res, head, record)) : reject(error),
        )
      }),
  })

  return Object.assign(middleware, browserApps, {
    of: (req: IncomingMessage) => ownContextOf(req, services).login as LoginContext<Api, User>,
    sessionsOf: (subject: Subject) => subjectSessions(services, subject),
    close() {
      services.providers.close()
      services.sessions.close()
      closeStreams()
    },
  })
}

interface WithLogin {
  oidc?: LoginContext<string, unknown>
}

function attach<User>(services: Services<User>, context: RequestContext<User>): void {
  const { req, res }: { req: WebRequest & WithLogin; res: ServerResponse & WithLogin } = context
  const login = new RequestLoginContext(services, context)
  const request = context as RequestContext<unknown>
  setContext(req, new Context(services as Services<unknown>, request, login, findContext(req)))
  req.oidc = login
  res.oidc = login
}

function run(response: Promise<void>, next: (error?: unknown) => void): void {
  response.catch(next)
}
