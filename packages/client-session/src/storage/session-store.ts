/** Any store made for express-session. */
export interface SessionStore {
  get(sessionId: string, callback: (error: unknown, row?: SessionRow | null) => void): void
  set(sessionId: string, row: SessionRow, callback?: (error?: unknown) => void): void
  destroy(sessionId: string, callback?: (error?: unknown) => void): void
  touch?(sessionId: string, row: SessionRow, callback?: () => void): void
}

/** What a store keeps for a session: express-session's `cookie`, the app's data, and our one key `tandem`. */
// biome-ignore lint/suspicious/noExplicitAny: the app and express-session may store anything here
export type SessionRow = { cookie: any; [name: string]: any }
