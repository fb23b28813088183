import { generateSigningKey, type SigningKey, startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { startWebApp, type WebApp } from './web-app.js'

/** One issuer and one app, with nothing but defaults, for all tests of the file that imports them. */
export let issuer: TestIssuer
export let app: WebApp<never, unknown>
/** For more issuers: making a key takes longer than a test. */
export let signingKey: SigningKey

beforeAll(async () => {
  signingKey = await generateSigningKey()
  issuer = await startIssuer({ signingKey })
  app = await startWebApp<never, unknown>(issuer)
})
afterEach(() => {
  jest.useRealTimers()
  issuer.restore()
})
afterAll(async () => {
  await app.close()
  await issuer.close()
})
