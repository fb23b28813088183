import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import type { Express } from 'express'
import type { Response } from 'supertest'
import type { ApiGuardOptions, TrustedIssuerOptions } from '../src/index.js'
import { audience, createOrdersApi, send } from './api.js'

export const introspection = { clientId: 'client-1', clientSecret: 'secret-1' }
/** For all tests of the file that imports it. */
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

/** The options of a guard whose opaque tokens are those of `issuer`. */
export function introspecting(
  own: Partial<TrustedIssuerOptions> = {},
  more: Partial<ApiGuardOptions> = {},
): ApiGuardOptions {
  return { issuer: { issuer: issuer.issuer, introspection, ...own }, audience, ...more }
}

export function api(own?: Partial<TrustedIssuerOptions>, more?: Partial<ApiGuardOptions>): Express {
  return createOrdersApi(introspecting(own, more))
}

export function get(app: Express, token: string, path = '/orders'): Promise<Response> {
  return send(app, token, path)
}
