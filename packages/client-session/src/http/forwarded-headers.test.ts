import { connectionNames, isForwardable } from './forwarded-headers.js'

const none: ReadonlySet<string> = new Set()

it.each([
  'Accept',
  'Content-Type',
  'If-None-Match',
  'Last-Event-ID',
  'Idempotency-Key',
  'traceparent',
  'X-Request-Id',
  'Range',
])('sends %s on', (name) => {
  expect(isForwardable(name, none)).toBe(true)
})

it.each([
  ...['Cookie', 'COOKIE', 'cookie2', 'Authorization', 'AUTHORIZATION', 'Proxy-Authorization', 'DPoP', 'Host'],
  ...['Connection', 'Keep-Alive', 'TE', 'Trailer', 'Transfer-Encoding', 'Upgrade', 'Expect', 'Proxy-Connection'],
  ...[
    'Forwarded',
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'X_Forwarded_For',
    'X-Forwarded_Proto',
    'x-forwarded-user',
    'Via',
  ],
  ...[
    'X-Real-IP',
    'X_Real_IP',
    'X-Auth-Request-Email',
    'Client-Cert',
    'X-SSL-Client-Cert',
    'SSL_CLIENT_S_DN',
    'Remote_User',
  ],
  ...['X-HTTP-Method-Override', 'X-Original-URL', 'X-Forwarded-Access-Token', 'X-Envoy-External-Address'],
])('never sends %s on', (name) => {
  expect(isForwardable(name, none)).toBe(false)
})

it('never sends on what the Connection header names', () => {
  const named = connectionNames('close, X-Secret ,x-other')
  expect(isForwardable('X-SECRET', named)).toBe(false)
  expect(isForwardable('x-other', named)).toBe(false)
  expect(isForwardable('x-third', named)).toBe(true)
})
