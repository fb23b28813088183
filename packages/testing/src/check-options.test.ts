import { startIssuer, type TestIssuerOptions } from './index.js'

it.each<[Record<string, unknown>, string]>([
  [{ dpopp: {} }, 'unknown option "dpopp"'],
  [{ accessToken: { lifetimes: 1 } }, 'unknown option "accessToken.lifetimes"'],
  [{ dpop: { nonces: true } }, 'unknown option "dpop.nonces"'],
  [{ clients: [{ clientId: 'a', redirectUri: 'b' }] }, 'unknown option "client.redirectUri"'],
  [{ security: 'fapi1' }, '"security" must be one of "fapi2"'],
  [{ https: 'yes' }, '"https" must be one of true, false'],
  [{ accessToken: { format: 'JWT' } }, '"accessToken.format" must be one of "jwt", "opaque"'],
])('refuses %j', async (options, message) => {
  await expect(startIssuer(options as TestIssuerOptions)).rejects.toThrow(`startIssuer: ${message}`)
})

it('takes undefined for an option that is left out', async () => {
  const issuer = await startIssuer({ algorithm: 'ES256', security: undefined, dpop: undefined })
  expect(() => issuer.addClient({ clientId: 'a', nonsense: 1 } as never)).toThrow('unknown option "client.nonsense"')
  await issuer.close()
})
