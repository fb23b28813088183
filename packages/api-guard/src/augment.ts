import type { AccessTokenAuth } from './token/access-token-auth.js'

declare global {
  namespace Express {
    interface Request {
      /** Set by `apiGuard` after it has verified the access token. */
      auth?: AccessTokenAuth
    }
  }
}
