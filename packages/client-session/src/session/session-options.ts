import type { SessionStore } from '../storage/session-store.js'

export interface SessionCookieOptions {
  /** Milliseconds, as in express-session. Without it the browser drops the cookie when it closes. */
  readonly maxAge?: number | undefined
  readonly domain?: string | undefined
  readonly path?: string | undefined
  readonly httpOnly?: boolean | undefined
  readonly secure?: boolean | 'auto' | undefined
  readonly partitioned?: boolean | undefined
  readonly priority?: 'low' | 'medium' | 'high' | undefined
  /** With `'strict'`, a navigation that another site began gets a page that loads itself again. @defaultValue `'lax'` */
  readonly sameSite?: boolean | 'strict' | 'lax' | 'none' | undefined
}

/** express-session's options, except `secret`. */
export interface SessionOptions {
  /** @defaultValue `__Host-tandem` over https; over http `tandem-<port>` with the port of `baseUrl`, or `tandem` without one */
  readonly name?: string | undefined
  /** @defaultValue a bounded store in the memory of this process */
  readonly store?: SessionStore | undefined
  readonly cookie?: SessionCookieOptions | undefined
  // biome-ignore lint/suspicious/noExplicitAny: the app's own request type
  readonly genid?: ((req: any) => string) | undefined
  readonly proxy?: boolean | undefined
  readonly resave?: boolean | undefined
  /** Sends the cookie with every response, which renews `cookie.maxAge`. @defaultValue `true` with `cookie.maxAge` */
  readonly rolling?: boolean | undefined
  readonly saveUninitialized?: boolean | undefined
  readonly unset?: 'destroy' | 'keep' | undefined
}
