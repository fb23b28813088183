import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import express from 'express'
import request from 'supertest'
import { type AccessTokenAuth, type ApiGuard, apiGuard, authErrorHandler, authOf } from '../src/index.js'
import { audience, send } from './api.js'

let customers: TestIssuer
let staff: TestIssuer
beforeAll(async () => {
  ;[customers, staff] = await Promise.all([startIssuer(), startIssuer()])
})
afterAll(() => Promise.all([customers.close(), staff.close()]))

const of = (issuer: TestIssuer) => apiGuard({ issuer: issuer.issuer, audience })

describe('guard.of(req)', () => {
  it('returns what this guard has verified', async () => {
    const guard = of(staff)
    const app = express()
    app.use(guard, (req, res) => void res.json(guard.of(req)))
    const response = await send(app, await staff.accessToken())
    expect(response.body).toMatchObject({ issuer: staff.issuer, subject: 'user-1' })
  })

  it('never returns what another guard has verified', async () => {
    const guard = of(staff)
    const app = express()
    app.use(of(customers), (req, res) => void res.json(guard.of(req)))
    app.use(authErrorHandler())
    const response = await send(app, await customers.accessToken())
    expect(response.status).toBe(500)
    expect(response.body.code).toBe('ERR_GUARD_MISSING')
  })

  it('returns its own token after other guards have seen the same request', async () => {
    const first = apiGuard({ issuer: staff.issuer, audience })
    const second = apiGuard({ issuer: staff.issuer, audience })
    const app = express()
    app.use(first, second, first, of(staff), (req, res) => {
      const [own, other] = [first.of(req), second.of(req)]
      res.json([own !== other, own.subject, other.subject, authOf(req) !== own && authOf(req) !== other])
    })
    const response = await send(app, await staff.accessToken())
    expect(response.body).toEqual([true, 'user-1', 'user-1', true])
  })

  it('may be undefined with "optional", and throws for a request that the guard has not seen', async () => {
    const guard = apiGuard({ issuer: staff.issuer, audience, optional: true })
    const app = express()
    app.get('/outside', (req) => void guard.of(req))
    app.use(guard, (req, res) => void res.json({ anonymous: guard.of(req) === undefined }))
    app.use(authErrorHandler())
    expect((await request(app).get('/')).body).toEqual({ anonymous: true })
    expect((await request(app).get('/outside')).body.code).toBe('ERR_GUARD_MISSING')
  })
})

describe('what compiles', () => {
  const options = { issuer: 'https://issuer.example', jwks: { keys: [] } }
  // Never called: the lines are for the compiler.
  const lines = [
    // @ts-expect-error an audience is missing
    () => apiGuard({ issuer: 'https://issuer.example' }),
    // @ts-expect-error the second issuer has no audience
    () => apiGuard({ issuer: [{ issuer: 'https://a.example', audience: 'a' }, { issuer: 'https://b.example' }] }),
    // @ts-expect-error an unknown option
    () => apiGuard({ ...options, audience, audiences: 'x' }),
    () => apiGuard({ issuer: { issuer: 'https://a.example', audience: 'a' } }),
    () => apiGuard({ issuer: process.env.ISSUER, audience: process.env.AUDIENCE }),
  ]

  it('an audience is required, and "optional" decides whether a token may be missing', () => {
    expect(lines).toHaveLength(5)
    type Of<Guard> = Guard extends { of(req: never): infer Auth } ? Auth : never
    const types: [
      Equals<Of<ApiGuard>, AccessTokenAuth>,
      Equals<Of<ApiGuard<true>>, AccessTokenAuth | undefined>,
      Equals<Of<ApiGuard<boolean>>, AccessTokenAuth | undefined>,
    ] = [true, true, true]
    expect(types).not.toContain(false)
  })
})

type Equals<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
