import { type LegacyJwtOptions, legacyJwt } from './legacy-jwt.js'

it('takes claims that tell access tokens apart', () => {
  const profile = legacyJwt({ requireClaims: { token_type: 'access' } })
  expect(profile.headerTypes).toEqual(['jwt', ''])
  expect(profile.clientId({ client_id: 'web' })).toBe('web')
  expect(profile.scopes({ scope: 'a b' })).toEqual(['a', 'b'])
  expect(profile.permissions?.({ permissions: ['a'] }, [])).toEqual(['a'])
})

it.each(['at+jwt', 'AT+JWT', 'application/at+jwt'])('compares header types as RFC 7515 does: %s', (type) => {
  expect(legacyJwt({ requireClaims: { scope: true }, headerTypes: [type] }).headerTypes).toEqual(['at+jwt'])
})

it.each<readonly [string, unknown, RegExp]>([
  ['nothing', undefined, /options/],
  ['an unknown option', { requireClaims: { scope: true }, requiredClaims: {} }, /"requiredClaims"/],
  ['no claim', { requireClaims: {} }, /"requireClaims"/],
  ['no requireClaims', {}, /"requireClaims"/],
  [
    'only claims that ID tokens have',
    { requireClaims: { sub: true, azp: true, nonce: true } },
    /ID tokens do not have/,
  ],
  ['a value that proves nothing', { requireClaims: { scope: false } }, /strings, numbers and true/],
])('refuses %s', (_name, options, message) => {
  expect(() => legacyJwt(options as LegacyJwtOptions)).toThrow(message)
})
