import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import session from 'express-session'
import type { SessionRow } from './session-options.js'

type Callback = (error?: unknown) => void

/** express-session's base class, and what it asks of a store. */
export interface StoreBase extends EventEmitter {
  get(sessionId: string, callback: (error: unknown, row?: SessionRow | null) => void): void
  set(sessionId: string, row: SessionRow, callback?: Callback): void
  destroy(sessionId: string, callback?: Callback): void
  regenerate(req: IncomingMessage, callback: Callback): void
}

// Under a type of ours: people compile our declarations without express-session's types, which would bring one version
// of Express' types along.
export const StoreBase = session.Store as unknown as new () => StoreBase
