import {
  apiGuard,
  authErrorHandler,
  authOf,
  requireAuthentication,
  requireAuthorizationDetails,
  requireScopes,
} from '@tandem-auth/api-guard'
import express from 'express'

// #region api
const api = express()
api.use(apiGuard({ issuer: 'https://login.example.com', audience: 'https://api.example.com' }))

api.delete(
  '/appointments/:id',
  requireScopes('write:appointments'),
  requireAuthentication({ acr: ['urn:example:mfa'], maxAge: 300 }),
  (req, res) => {
    res.json({ cancelledBy: authOf(req).subject })
  },
)

api.use(authErrorHandler())
// #endregion

// #region details
api.post(
  '/payments',
  requireAuthorizationDetails('payment_initiation', ({ instructedAmount }) => isBelowLimit(instructedAmount)),
  (_req, res) => {
    res.status(201).end()
  },
)
// #endregion

function isBelowLimit(amount: unknown): boolean {
  return typeof amount === 'number' && amount < 1000
}
