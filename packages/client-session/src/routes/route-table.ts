import type { ServerResponse } from 'node:http'
import type { Config } from '../config/config.js'
import type { Services } from '../config/services.js'
import { type BaseUrl, hostedAt } from '../http/base-url.js'
import { pathOf, type WebRequest } from '../http/web-request.js'
import { namedCallbackPath } from '../login/callback-path.js'
import { logoutPagePath } from '../login/end-login.js'
import type { RequestContext } from '../login/request-context.js'
import { backchannelLogout } from './backchannel-logout.js'
import { callback } from './callback.js'
import { frontchannelLogout } from './frontchannel-logout.js'
import { login } from './login.js'
import { logout, logoutPage } from './logout.js'
import { prolongsSession, session } from './session.js'

/** A route of ours runs before the session is read (`direct`: a provider calls and has no session) or after. */
export type OwnRoute<User> =
  | { readonly direct: (services: Services<User>, req: WebRequest, res: ServerResponse) => Promise<void> }
  | {
      readonly withSession: (services: Services<User>, context: RequestContext<User>) => Promise<void>
      /** Whether a request to the route prolongs the session; it does by default. */
      readonly renews?: (req: WebRequest) => boolean
    }

/** Our routes by their paths below the path of `baseUrl`. */
export function createRouteTable<User>({ routes, providers }: Config<User>): ReadonlyMap<string, OwnRoute<User>> {
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

/** Only by the path of the request: no header and no decoding decides. A slash at the end makes no difference, as in Express. */
export function findRoute<User>(
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
