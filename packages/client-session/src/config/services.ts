import type { Dpop } from '../access-tokens/dpop.js'
import type { LoginTransactions } from '../provider/login-transactions.js'
import type { Providers } from '../provider/providers.js'
import type { Sessions } from '../session/sessions.js'
import type { Config } from './config.js'

/** What one `clientSession` consists of. */
export interface Services<User> {
  readonly config: Config<User>
  readonly providers: Providers
  readonly dpop: Dpop
  readonly transactions: LoginTransactions
  readonly sessions: Sessions<User>
}
