import { apiGuard, authErrorHandler, authOf, requireScopes } from '@tandem-auth/api-guard'
import express from 'express'

/** The API. It treats a program like any other caller: the scopes of its token decide. */
export function createApi({ issuer, audience }) {
  const app = express()
  app.use(apiGuard({ issuer, audience }))
  app.get('/report', requireScopes('read:report'), (req, res) => {
    const { clientId, isMachine } = authOf(req)
    res.json({ calledBy: clientId, isMachine })
  })
  app.use(authErrorHandler({ hints: process.env.NODE_ENV !== 'production' }))
  return app
}
