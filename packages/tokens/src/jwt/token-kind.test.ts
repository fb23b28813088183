import type { Claims } from './claims.js'
import { declaredKindOf, headerType, kindUnlessAccessToken, kindUnlessIdToken } from './token-kind.js'

const logout = { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }
const header = (typ?: string) => (typ === undefined ? { alg: 'RS256' } : { alg: 'RS256', typ })

it.each([
  ['application/AT+JWT', 'at+jwt'],
  ['JWT', 'jwt'],
  [undefined, ''],
])('compares the type %s as %s', (typ, expected) => {
  expect(headerType(header(typ))).toBe(expected)
})

it.each<readonly [string, string | undefined, Claims, string | undefined]>([
  ['at+jwt', 'at+jwt', {}, 'access token'],
  ['logout+jwt', 'logout+jwt', {}, 'logout token'],
  ['the logout event', 'JWT', logout, 'logout token'],
  ['the logout event under at+jwt', 'at+jwt', logout, 'logout token'],
  ['another event', 'JWT', { events: { 'https://schemas.openid.net/secevent/risc': {} } }, 'security event'],
  ['events that are no object', 'JWT', { events: 'x' }, 'security event'],
  ['at_hash', 'JWT', { at_hash: 'h' }, 'ID token'],
  ['c_hash under at+jwt', 'at+jwt', { c_hash: 'h' }, 'ID token'],
  ['s_hash', undefined, { s_hash: 'h' }, 'ID token'],
  ["Keycloak's ID", 'JWT', { typ: 'ID' }, 'ID token'],
  ["Keycloak's Bearer", 'JWT', { typ: 'Bearer' }, 'access token'],
  ["Keycloak's Refresh under at+jwt", 'at+jwt', { typ: 'Refresh' }, 'refresh token'],
  ["Cognito's id", undefined, { token_use: 'id' }, 'ID token'],
  ["Cognito's access", undefined, { token_use: 'access' }, 'access token'],
  ['Cognito’s id under at+jwt', 'at+jwt', { token_use: 'id' }, 'ID token'],
  ['the type before any claim', 'dpop+jwt', { at_hash: 'h', typ: 'Bearer' }, 'DPoP proof'],
  ['no mark', 'JWT', { nonce: 'n', auth_time: 1, sid: 's', email: 'e' }, undefined],
])('tells the kind by %s', (_name, typ, claims, kind) => {
  expect(declaredKindOf(header(typ), claims)).toBe(kind)
})

it('reads no claim that a token inherits', () => {
  expect(declaredKindOf(header('JWT'), Object.create({ at_hash: 'h', events: {} }))).toBeUndefined()
})

it.each(['nonce', 'auth_time', 'sid', 'acr', 'amr', 'email', 'name'])(
  'does not take a token for something else only because of "%s"',
  (name) => {
    expect(kindUnlessAccessToken(header('JWT'), { [name]: 'x' })).toBeUndefined()
  },
)

it.each<readonly [string, string | undefined, Claims, string | undefined]>([
  ['an ID token', 'JWT', { nonce: 'n', at_hash: 'h' }, undefined],
  ['an ID token without a type', undefined, {}, undefined],
  ['an access token', 'at+jwt', {}, 'access token'],
  ['an access token of Keycloak with at_hash', 'JWT', { typ: 'Bearer', at_hash: 'h' }, 'access token'],
  ['an access token of Cognito', undefined, { token_use: 'access' }, 'access token'],
  ['a logout token', 'JWT', logout, 'logout token'],
  ['a type nobody knows', 'x+jwt', {}, 'unknown kind'],
])('tells client-session about %s', (_name, typ, claims, kind) => {
  expect(kindUnlessIdToken(header(typ), claims)).toBe(kind)
})
