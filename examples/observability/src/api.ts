import { type ApiGuardOptions, apiGuard, authErrorHandler, authOf } from '@tandem-auth/api-guard'
import express, { type Express } from 'express'

export function createApi(options: ApiGuardOptions): Express {
  const app = express()
  app.use(apiGuard(options))
  app.get('/appointments', (req, res) => {
    res.json({ for: authOf(req).subject })
  })
  app.use(authErrorHandler())
  return app
}
