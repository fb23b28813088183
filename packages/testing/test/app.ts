import express, { type Express } from 'express'
import { apiGuard, authOf, requireScopes } from '../../api-guard/src/index.js'

export function createApp(issuer: string): Express {
  const app = express()
  app.use(apiGuard({ issuer, audience: 'https://api.example.com' }))
  app.get('/orders', requireScopes('read:orders'), (req, res) => {
    res.json({ of: authOf(req).subject })
  })
  return app
}
