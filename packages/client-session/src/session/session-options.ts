/** Any store made for express-session. */
export interface SessionStore {
  get(sessionId: string, callback: (error: unknown, row?: SessionRow | null) => void): void
  set(sessionId: string, row: SessionRow, callback?: (error?: unknown) => void): void
  destroy(sessionId: string, callback?: (error?: unknown) => void): void
  touch?(sessionId: string, row: SessionRow, callback?: () => void): void
}

/** What a store keeps for a session: express-session's `cookie`, the app's data, and our one key `tandem`. */
// biome-ignore lint/suspicious/noExplicitAny: the app and express-session put here what they like
export type SessionRow = { cookie: any; [name: string]: any }

export interface SessionCookieOptions {
  /** Milliseconds, as express-session has it. Without it the browser forgets the cookie when it closes. */
  readonly maxAge?: number | undefined
  readonly domain?: string | undefined
  readonly path?: string | undefined
  readonly httpOnly?: boolean | undefined
  readonly secure?: boolean | 'auto' | undefined
  readonly partitioned?: boolean | undefined
  readonly priority?: 'low' | 'medium' | 'high' | undefined
  /** Not `'strict'`: the browser would hold the cookie back when it returns from the provider, in an endless loop. */
  readonly sameSite?: boolean | 'lax' | 'none' | undefined
}

/** express-session's options but `secret`. */
export interface SessionOptions {
  /** @defaultValue `__Host-tandem` over https, `tandem` on http loopback */
  readonly name?: string | undefined
  /** @defaultValue a store in memory, bounded, for one process */
  readonly store?: SessionStore | undefined
  readonly cookie?: SessionCookieOptions | undefined
  // biome-ignore lint/suspicious/noExplicitAny: the app's own request type
  readonly genid?: ((req: any) => string) | undefined
  readonly proxy?: boolean | undefined
  readonly resave?: boolean | undefined
  readonly rolling?: boolean | undefined
  readonly saveUninitialized?: boolean | undefined
  readonly unset?: 'destroy' | 'keep' | undefined
}
