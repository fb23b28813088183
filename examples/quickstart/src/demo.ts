import { randomBytes } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { createAppointmentsApi } from './appointments-api.js'
import type { BoundaryOptions } from './boundary.js'
import { type Listener, listen } from './listen.js'
import { createProvider } from './provider.js'
import { discover } from './request-tokens.js'
import { createTokenSwap } from './token-swap.js'
import { createWebApp } from './web-app.js'

export interface DemoListeners {
  readonly web: Listener
  readonly api: Listener
  readonly provider: Listener
}

/**
 * The web app's client. Its secret is in the source because the demo is reached from this machine only: with it you can
 * get tokens by hand. Anywhere else a secret comes from the environment.
 */
export const demoClient = { clientId: 'web-app', clientSecret: 'quickstart-loopback-only' }

/** Starts the three programs on the ports, and what the walk needs. */
export async function startDemo({ web, api, provider }: DemoListeners): Promise<BoundaryOptions> {
  const issuer = provider.url
  const [swap, swappedWeb] = await Promise.all([listen(0), listen(0)])
  const webApp = { ...demoClient, issuer, apiUrl: api.url, sessionSecret: randomBytes(32).toString('base64url') }
  const walker = { clientId: 'walker', redirectUri: 'http://localhost/walker' }
  const hastyWalker = { clientId: 'hasty-walker', redirectUri: 'http://localhost/hasty-walker' }

  serve(
    provider,
    await createProvider({
      issuer,
      clients: [
        {
          id: demoClient.clientId,
          name: 'Fernway Practice',
          secret: demoClient.clientSecret,
          grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
          redirectUris: [`${web.url}/callback`, `${swappedWeb.url}/callback`],
          postLogoutRedirectUris: [web.url, `${web.url}/`],
          backchannelLogoutUri: `${web.url}/backchannel-logout`,
        },
        { id: walker.clientId, redirectUris: [walker.redirectUri] },
        { id: hastyWalker.clientId, redirectUris: [hastyWalker.redirectUri], accessTokenLifetime: 1 },
      ],
    }),
  )
  // One machine, one clock: without tolerance the walk needn't wait five seconds more for a token to expire.
  serve(api, createAppointmentsApi({ issuer, clockTolerance: 0 }))
  serve(web, createWebApp({ ...webApp, baseUrl: web.url }))

  const metadata = await discover(issuer)
  serve(swap, createTokenSwap(metadata.token_endpoint))
  serve(
    swappedWeb,
    createWebApp({
      ...webApp,
      baseUrl: swappedWeb.url,
      metadata: { ...metadata, token_endpoint: `${swap.url}/token` },
    }),
  )
  return { issuer, apiUrl: api.url, webUrl: web.url, swappedWebUrl: swappedWeb.url, walker, hastyWalker }
}

function serve({ server }: Listener, app: RequestListener): void {
  server.on('request', app)
}
