import type { Services } from '../config/services.js'
import { type BaseUrl, baseUrlOf } from '../http/base-url.js'
import { sendPage } from '../http/html-page.js'
import { parseReturnTo } from '../http/return-to.js'
import type { RequestContext } from './request-context.js'
import { ownRoutes } from './start-login.js'

/**
 * For a form that was submitted after the session ended. A redirect would lose what was entered without a word; Back keeps
 * it in most browsers.
 */
export function sendLoginPage<User>(services: Services<User>, context: RequestContext<User>): void {
  const { req, res, head } = context
  const base = baseUrlOf(services.config.baseUrls, req)
  const { login } = services.config.routes
  const form = formPath(services, context, base)
  const signIn = login === false ? form : `${base.path}${login}?${new URLSearchParams({ returnTo: form })}`
  head.markPersonal()
  const page = {
    status: 401,
    title: 'You are signed out',
    text: 'What you sent was not saved. Sign in, and then send the form again.',
    links: [{ href: signIn, label: 'Sign in' }],
  }
  sendPage(res, page, false)
}

/** The page that the form is on, as far as the browser says it. */
function formPath<User>({ config }: Services<User>, { req }: RequestContext<User>, base: BaseUrl): string {
  const { referer = '' } = req.headers
  const own = referer.length <= 2048 ? parseReturnTo(referer, base, { ownRoutes: ownRoutes(config, base) }) : undefined
  return own ?? `${base.path}/`
}
