import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import express, { type Express } from 'express'
import { audience, send } from '../test/api.js'
import { type AuthorizationDetail, apiGuard, authErrorHandler, requireAuthorizationDetails } from './index.js'

let issuer: TestIssuer
beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(() => issuer.close())

function api(check: (detail: AuthorizationDetail) => boolean): Express {
  const app = express()
  app.use(apiGuard({ issuer: issuer.issuer, audience }))
  app.get('/', requireAuthorizationDetails('payment', check), (_req, res) => {
    res.json({})
  })
  app.use(authErrorHandler({ hints: true }))
  return app
}

const payment = { type: 'payment', amount: 5 }
const send403 = {
  status: 403,
  code: 'ERR_INSUFFICIENT_AUTHORIZATION_DETAILS',
  challenge: 'Bearer error="insufficient_scope"',
}

async function seen(details: unknown, check = ({ amount }: AuthorizationDetail) => amount === 5) {
  const response = await send(api(check), await issuer.accessToken({ authorization_details: details }))
  return { status: response.status, code: response.body.code, challenge: response.headers['www-authenticate'] }
}

it('lets a token pass whose details allow the request (RFC 9396, 9.1)', async () => {
  expect((await seen([payment])).status).toBe(200)
  expect((await seen([{ type: 'account' }, { ...payment, amount: 6 }, payment])).status).toBe(200)
})

it.each([
  ['without details', undefined],
  ['with details that are no list', payment],
  ['with a detail of another type', [{ ...payment, type: 'account' }]],
  ['with a detail that the check refuses', [{ ...payment, amount: 6 }]],
  ['with details that are no objects', [null, 'payment', 5, ['payment']]],
])('refuses a token %s: 403', async (_name, details) => {
  expect(await seen(details)).toEqual(send403)
})

it('takes a promise for a no', async () => {
  expect(await seen([payment], (() => Promise.resolve(true)) as never)).toEqual(send403)
})

it.each([new Error('broken'), 'route', undefined])(
  'hands on what the check throws, and lets nobody pass: %p',
  async (thrown) => {
    const check = () => {
      throw thrown
    }
    expect((await seen([payment], check)).status).toBe(500)
  },
)

it('throws without a type or a check', () => {
  expect(() => requireAuthorizationDetails('', () => true)).toThrow('requireAuthorizationDetails: "type" must be')
  expect(() => requireAuthorizationDetails('payment', undefined as never)).toThrow('"check" must be a function')
})
