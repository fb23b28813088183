/** Types `req.oidc` and `res.oidc` for Express: `import '@tandem-auth/client-session/augment'`. */
import type { Oidc } from './login-context.js'

declare global {
  namespace Express {
    interface Request {
      readonly oidc: Oidc<string, unknown>
    }
    interface Response {
      readonly oidc: Oidc<string, unknown>
    }
  }
}
