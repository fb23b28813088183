import { errorCodes } from '@tandem-auth/tokens'
import express, { type Express, type RequestHandler } from 'express'
import request, { type Response } from 'supertest'
import {
  type ApiGuardOptions,
  apiGuard,
  authErrorHandler,
  authOf,
  type ErrorCode,
  requireScopes,
} from '../src/index.js'

export const audience = 'https://api.example.com'

/** An API that answers every request with what its guard has found out about the caller. */
export function createApi(options: ApiGuardOptions, ...before: RequestHandler[]): Express {
  const app = express()
  app.use(...before, apiGuard(options), (req, res) => {
    res.json(authOf(req, { optional: true }) ?? { anonymous: true })
  })
  app.use(authErrorHandler({ hints: true }))
  return app
}

/** An API of two routes: who has called, and what needs the scope `read:orders`. */
export function createOrdersApi(options: ApiGuardOptions): Express {
  const app = express()
  app.use(apiGuard(options))
  app.get('/orders', (req, res) => {
    res.json(authOf(req))
  })
  app.get('/read', requireScopes('read:orders'), (_req, res) => {
    res.json({})
  })
  app.use(authErrorHandler({ hints: true }))
  return app
}

/** One request with this token, as a bearer token. */
export function send(app: Express, token: string, path = '/'): Promise<Response> {
  return request(app)
    .get(path)
    .set('Authorization', `Bearer ${token}`)
    .then((response) => response)
}

/** A refusal as it must look from outside: status, code and challenge together. */
export function expectRefusal(response: Response, code: ErrorCode): void {
  const [status, message] = errorCodes[code]
  const seen = { status: response.status, code: response.body.code, challenge: response.headers['www-authenticate'] }
  const challenge = status === 401 ? `Bearer error="invalid_token", error_description="${message}"` : undefined
  expect(seen).toEqual({ status, code, challenge })
}
