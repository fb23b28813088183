import type { IncomingMessage, ServerResponse } from 'node:http'
import { isAuthError, shareHiddenClasses, warnInDevelopment } from '@tandem-auth/tokens'
import { createDpop } from './access-tokens/dpop.js'
import { type Config, parseOptions } from './config/config.js'
import type { ClientSessionOptions } from './config/options.js'
import type { Services } from './config/services.js'
import { Context, findContext, ownContextOf, setContext } from './context.js'
import { type BaseUrl, hostedAt } from './http/base-url.js'
import { watchResponse } from './http/response-head.js'
import { type Middleware, pathOf, type WebRequest } from './http/web-request.js'
import { askForLogin } from './login/ask-for-login.js'
import { namedCallbackPath } from './login/callback-path.js'
import { logoutPagePath } from './login/end-login.js'
import { refreshTokens } from './login/refresh-tokens.js'
import { isCookieHeldBack, sendReloadPage } from './login/reload-page.js'
import { RequestContext } from './login/request-context.js'
import { type SubjectSessions, subjectSessions } from './login/user-sessions.js'
import { type LoginContext, RequestLoginContext } from './login-context.js'
import type { SurvivesJson } from './login-state/json-object.js'
import type { Subject } from './login-state/session-list.js'
import type { SessionRecord } from './login-state/session-record.js'
import type { UserProfile } from './login-state/user-profile.js'
import { createLoginTransactions } from './provider/login-transactions.js'
import { createProviders } from './provider/providers.js'
import { createBrowserApps } from './proxy/browser-apps.js'
import type { ProxyOptions } from './proxy/proxy.js'
import type { UpgradeListener, UpgradeOptions } from './proxy/upgrade.js'
import { backchannelLogout } from './routes/backchannel-logout.js'
import { callback } from './routes/callback.js'
import { frontchannelLogout } from './routes/frontchannel-logout.js'
import { login } from './routes/login.js'
import { logout, logoutPage } from './routes/logout.js'
import { prolongsSession, session } from './routes/session.js'
import type { LoadSession } from './session/load-session.js'
import { createSessions } from './session/sessions.js'

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

/** A route of ours runs before the session is read (`direct`: a provider calls and has no session) or after. */
type OwnRoute<User> =
  | { readonly direct: (services: Services<User>, req: WebRequest, res: ServerResponse) => Promise<void> }
  | {
      readonly withSession: (services: Services<User>, context: RequestContext<User>) => Promise<void>
      /** Whether a request to the route prolongs the session; it does by default. */
      readonly renews?: (req: WebRequest) => boolean
    }

/**
 * Logs users in with an OpenID provider and keeps a session for them on the server.
 * @throws TypeError that names the option that is missing or wrong
 */
export function clientSession<Api extends string = never, User = UserProfile>(
  options: ClientSessionOptions<Api, User> & SurvivesJson<NoInfer<User>>,
): ClientSession<Api, User> {
  const services = assemble(parseOptions<User>(options))
  const routes = ownRoutes(services.config)
  const load = ownSessions(services)

  function middleware(req: WebRequest, res: ServerResponse, next: (error?: unknown) => void): void {
    shareHiddenClasses(req, res)
    const route = routeOf(services.config, routes, req)
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

/**
 * Loads sessions. One of another issuer than `selectIssuer` names isn't a login for this request. It doesn't end either: its
 * user may go on elsewhere.
 */
function ownSessions<User>({ sessions, providers }: Services<User>): LoadSession<User>['load'] {
  return (req, res, done, options) =>
    sessions.load(
      req,
      res,
      (error, record) => {
        if (error !== undefined || record === undefined) return done(error, undefined)
        let isOurs: boolean
        try {
          isOurs = providers.serves(req, record.iss)
        } catch (failure) {
          return done(failure, undefined)
        }
        done(undefined, isOurs ? record : undefined)
      },
      options,
    )
}

function assemble<User>(config: Config<User>): Services<User> {
  const { keys, secure, selectIssuer, fetch, insecureHosts, clockTolerance } = config
  const dpop = createDpop()
  const providers = createProviders({
    dpop,
    providers: config.providers,
    selectIssuer,
    fetch,
    insecureHosts,
    clockTolerance,
  })
  return {
    config,
    providers,
    dpop,
    transactions: createLoginTransactions({ keys, secure, clients: config.providers }),
    sessions: createSessions<User>({
      ...config,
      ...sessionLimitsOf(config),
      secureCookies: secure,
      refreshTokens: refreshTokens(config, providers),
      clientIdOf: (iss) => providers.of(iss)?.config.clientId,
    }),
  }
}

function sessionLimitsOf<User>({ limits }: Config<User>) {
  const { idle, absolute, perUser, endOnRefusedRefresh } = limits
  return {
    idleTimeout: idle,
    absoluteTimeout: absolute,
    maxSessions: perUser,
    refusedRefreshEndsSession: endOnRefusedRefresh,
  }
}

function ownRoutes<User>({ routes, providers }: Config<User>): ReadonlyMap<string, OwnRoute<User>> {
  const table: [string | false, OwnRoute<User>][] = [
    [routes.login, { withSession: login }],
    [routes.callback, { withSession: callback }],
    ...providers.flatMap(({ name }): [string, OwnRoute<User>][] =>
      name === undefined ? [] : [[namedCallbackPath(routes, name), { withSession: callback }]],
    ),
    [routes.logout, { withSession: logout }],
    [routes.logout && routes.logout + logoutPagePath, { withSession: logoutPage }],
    [routes.session, { withSession: session, renews: prolongsSession }],
    [routes.backchannelLogout, { direct: backchannelLogout }],
    [routes.frontchannelLogout, { direct: frontchannelLogout }],
  ]
  return new Map(table.flatMap(([path, route]) => (path === false ? [] : [[withoutFinalSlash(path), route]])))
}

// Only by the path of the request: no header and no decoding decides. A slash at the end makes no difference, as in Express.
function routeOf<User>(
  { baseUrls }: Config<User>,
  routes: ReadonlyMap<string, OwnRoute<User>>,
  req: WebRequest,
): OwnRoute<User> | undefined {
  const base: BaseUrl | undefined = hostedAt(baseUrls, req)
  const path = pathOf(req)
  return base !== undefined && path.startsWith(`${base.path}/`)
    ? routes.get(withoutFinalSlash(path.slice(base.path.length)))
    : undefined
}

function withoutFinalSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path
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
