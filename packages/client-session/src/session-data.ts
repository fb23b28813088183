/**
 * Types `req.session.tandem` for express-session: `import '@tandem-auth/client-session/session-data'`. Needs
 * `@types/express-session`, which nothing else here does.
 */
import type {} from 'express-session'
import type { SessionRecord } from './login-state/session-record.js'

declare module 'express-session' {
  interface SessionData {
    readonly tandem?: SessionRecord<unknown>
  }
}
