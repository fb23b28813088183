import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import express, { type Express } from 'express'
import request, { type Response } from 'supertest'
import {
  type ApiGuardOptions,
  apiGuard,
  authErrorHandler,
  authOf,
  type IssuerOptions,
  requireScopes,
} from '../src/index.js'

export const audience = 'https://api.example.com'
export const introspection = { clientId: 'client-1', clientSecret: 'secret-1' }
export let issuer: TestIssuer

beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(() => issuer.close())
beforeEach(() => {
  issuer.restore()
  issuer.resetRequests()
})
afterEach(() => {
  jest.useRealTimers()
})

/** An API whose opaque tokens are those of `issuer`. */
export function api(own: Partial<IssuerOptions> = {}, options: Partial<ApiGuardOptions> = {}): Express {
  const app = express()
  app.use(apiGuard({ issuer: { issuer: issuer.issuer, introspection, ...own }, audience, ...options }))
  app.get('/orders', (req, res) => {
    res.json(authOf(req))
  })
  app.get('/read', requireScopes('read:orders'), (_req, res) => {
    res.json({})
  })
  app.use(authErrorHandler({ hints: true }))
  return app
}

export function get(app: Express, token: string, path = '/orders'): Promise<Response> {
  return request(app).get(path).auth(token, { type: 'bearer' })
}
