/** Types `req.oidc` and `res.oidc` for Express: `import '@tandem-auth/client-session/augment'`. */
import type { LoginContext } from './login-context.js'

declare global {
  namespace Express {
    interface Request {
      readonly oidc: LoginContext<string, unknown>
    }
    interface Response {
      readonly oidc: LoginContext<string, unknown>
    }
  }
}
