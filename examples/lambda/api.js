import { apiGuard, authErrorHandler, authOf, requireScopes } from '@tandem-auth/api-guard'
import express from 'express'

/** The API, as it would be on a server. */
export function createApi({ issuer, audience }) {
  const app = express()
  app.use(apiGuard({ issuer, audience }))
  app.get('/appointments', requireScopes('read:appointments'), (req, res) => {
    res.json([{ with: authOf(req).subject, at: '2027-03-01T09:00:00Z' }])
  })
  app.use(authErrorHandler())
  return app
}
