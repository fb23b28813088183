import express, { type ErrorRequestHandler, type Express } from 'express'
import helmet from 'helmet'
import { Provider } from 'oidc-provider'
import { signIn } from './accounts.js'
import { errorPage, signInPage } from './pages/provider.js'
import { createProviderConfig, type ProviderClient } from './provider-config.js'
import { publicFiles } from './public-files.js'

export interface ProviderOptions {
  /** The provider's own address, byte for byte what its tokens carry as `iss`. */
  readonly issuer: string
  readonly clients: readonly ProviderClient[]
}

/** A real OpenID provider with one user. It issues ID tokens to clients and access tokens for APIs. */
export async function createProvider({ issuer, clients }: ProviderOptions): Promise<Express> {
  const provider = new Provider(issuer, await createProviderConfig(clients))
  const app = express()
  app.use(helmet({ contentSecurityPolicy: { directives: { formAction: ["'self'", ...originsOf(clients)] } } }))
  app.use(publicFiles())

  app.get('/interaction/:uid', async (req, res) => {
    const { prompt, params } = await provider.interactionDetails(req, res)
    // "prompt=consent": there is nothing to ask, see grantEverythingAskedFor.
    if (prompt.name === 'consent') return provider.interactionFinished(req, res, { consent: {} })
    res.set('Cache-Control', 'no-store').send(signInPage({ client: await nameOf(params) }).markup)
  })

  app.post('/interaction/:uid', express.urlencoded({ extended: false }), async (req, res) => {
    const { params } = await provider.interactionDetails(req, res)
    if (req.body.cancel !== undefined) {
      return provider.interactionFinished(req, res, { error: 'access_denied', error_description: 'the user said no' })
    }
    const account = signIn(req.body.login, req.body.password)
    if (account === undefined) {
      const page = signInPage({ client: await nameOf(params), isWrong: true })
      res.status(422).set('Cache-Control', 'no-store').send(page.markup)
      return
    }
    await provider.interactionFinished(req, res, { login: { accountId: account.accountId, amr: ['pwd'] } })
  })

  app.use(provider.callback())
  app.use(showError)
  return app

  async function nameOf({ client_id }: Record<string, unknown>): Promise<string> {
    return (await provider.Client.find(String(client_id)))?.clientName ?? ''
  }
}

/** Chromium applies form-action to the redirects that follow a form as well: the way back to a client is one of them. */
function originsOf(clients: readonly ProviderClient[]): string[] {
  return [...new Set(clients.flatMap(({ redirectUris }) => redirectUris.map((uri) => new URL(uri).origin)))]
}

const showError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error)
  const description = error?.name === 'SessionNotFound' ? 'This sign-in took too long. Please start again.' : undefined
  res.status(description === undefined ? 500 : 400).send(errorPage('The sign-in stopped here', description).markup)
}
