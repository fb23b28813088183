import { AuthError } from '@tandem-auth/tokens'
import express from 'express'
import request from 'supertest'
import { type AuthErrorHandlerOptions, authErrorHandler } from './index.js'

function appThatFails(error: unknown, options?: AuthErrorHandlerOptions) {
  const app = express()
  app.use((_req, _res, next) => next(error))
  app.use(authErrorHandler(options))
  app.use((thrown: { tag?: string }, _req: unknown, res: express.Response, _next: unknown) => {
    res.status(418).send(thrown.tag)
  })
  return app
}

const refusal = new AuthError('ERR_INSUFFICIENT_SCOPE', {
  hint: 'Ask for more.',
  headers: { 'WWW-Authenticate': 'Bearer' },
})

it('answers as a problem, with the status and headers of the error', async () => {
  const response = await request(appThatFails(refusal)).get('/')
  expect(response.status).toBe(403)
  expect(response.headers['content-type']).toBe('application/problem+json')
  expect(response.headers['www-authenticate']).toBe('Bearer')
  expect(response.headers['content-length']).toBe(String(Buffer.byteLength(response.text)))
  expect(response.body).toEqual({
    type: 'about:blank',
    title: 'Forbidden',
    status: 403,
    detail: 'the token lacks a scope that this request needs',
    code: 'ERR_INSUFFICIENT_SCOPE',
  })
})

it('tells the hint only where it was asked for', async () => {
  expect((await request(appThatFails(refusal, { hints: true })).get('/')).body.hint).toBe('Ask for more.')
  expect((await request(appThatFails(refusal, { hints: false })).get('/')).body).not.toHaveProperty('hint')
  const hintless = await request(appThatFails(new AuthError('ERR_INSUFFICIENT_SCOPE'), { hints: true })).get('/')
  expect(hintless.body).not.toHaveProperty('hint')
})

it('refuses hints in production, where they would tell attackers how to mend their tokens', () => {
  const { NODE_ENV } = process.env
  process.env.NODE_ENV = 'production'
  try {
    expect(() => authErrorHandler({ hints: true })).toThrow(TypeError)
    expect(() => authErrorHandler({ hints: true })).toThrow('"hints"')
    expect(() => authErrorHandler()).not.toThrow()
  } finally {
    process.env.NODE_ENV = NODE_ENV
  }
})

it.each([{ hint: true }, null, 'hints'])('refuses the options %j', (options) => {
  expect(() => authErrorHandler(options as never)).toThrow(/^authErrorHandler: /)
})

it('refuses hints that are neither on nor off', () => {
  expect(() => authErrorHandler({ hints: 'false' as never })).toThrow('"hints" must be true or false')
})

it('passes on every other error, and those that come too late', async () => {
  const other = await request(appThatFails({ tag: 'another error' })).get('/')
  expect([other.status, other.text]).toEqual([418, 'another error'])

  const app = express()
  app.use((_req, res, next) => {
    res.write('begun ')
    next(refusal)
  })
  app.use(authErrorHandler())
  app.use((_error: unknown, _req: unknown, res: express.Response, _next: unknown) => void res.end('and ended'))
  const late = await request(app).get('/')
  expect([late.status, late.text]).toEqual([200, 'begun and ended'])
})

it('answers HEAD without a body', async () => {
  const response = await request(appThatFails(refusal)).head('/')
  expect(response.status).toBe(403)
  expect(response.text).toBeUndefined()
})
