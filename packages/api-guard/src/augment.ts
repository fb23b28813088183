import type { AccessTokenAuth } from './auth.js'

declare global {
  namespace Express {
    interface Request {
      /** Set by `apiGuard` once the access token was verified. */
      auth?: AccessTokenAuth
    }
  }
}
