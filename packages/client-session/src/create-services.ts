import { createDpop } from './access-tokens/dpop.js'
import type { Config } from './config/config.js'
import type { Services } from './config/services.js'
import { refreshTokens } from './login/refresh-tokens.js'
import { createLoginTransactions } from './provider/login-transactions.js'
import { createProviders } from './provider/providers.js'
import { createSessions } from './session/sessions.js'

/** Creates what one `clientSession` runs on, from its parsed options. */
export function createServices<User>(config: Config<User>): Services<User> {
  const { keys, secure, selectIssuer, fetch, insecureHosts, clockTolerance } = config
  const dpop = createDpop()
  const providers = createProviders({
    dpop,
    providerFetch: config.providerFetch,
    providers: config.providers,
    selectIssuer,
    fetch,
    insecureHosts,
    clockTolerance,
  })
  return {
    config,
    providers,
    dpop,
    transactions: createLoginTransactions({ keys, secure, clients: config.providers }),
    sessions: createSessions<User>({
      ...config,
      ...sessionLimitsOf(config),
      secureCookies: secure,
      port: new URL(config.baseUrls[0].origin).port,
      refreshTokens: refreshTokens(config, providers),
      clientIdOf: (iss) => providers.of(iss)?.config.clientId,
    }),
  }
}

function sessionLimitsOf<User>({ limits }: Config<User>) {
  const { idle, absolute, perUser, endOnRefusedRefresh } = limits
  return {
    idleTimeout: idle,
    absoluteTimeout: absolute,
    maxSessions: perUser,
    refusedRefreshEndsSession: endOnRefusedRefresh,
  }
}
