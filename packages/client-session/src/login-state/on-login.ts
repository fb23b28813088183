import type { IncomingMessage } from 'node:http'
import type { UserClaims } from './user-profile.js'

/** A login that the provider has confirmed, before its session exists. */
export interface NewLogin<User> {
  /** What the session will keep. */
  readonly user: User
  /** All claims of the ID token and of UserInfo. */
  readonly claims: UserClaims
  /** Where the browser goes afterwards: a path on `baseUrl`, or a URL of an allowed origin. */
  readonly returnTo: string
  readonly req: IncomingMessage
}

// As a method, so that the configuration of any user type is one of `unknown`: the hook only ever gets its own users.
interface LoginHook<User> {
  onLogin(login: NewLogin<User>): LoginDecision | Promise<LoginDecision>
}

export type OnLogin<User> = LoginHook<User>['onLogin']

/** Nothing accepts the login; `returnTo`, a path on `baseUrl`, sends the user there instead. */
// biome-ignore lint/suspicious/noConfusingVoidType: a function without a return accepts the login
export type LoginDecision = void | { readonly returnTo?: string | undefined }
