import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { errorCodes } from '@tandem-auth/tokens'
import { audience, createApi } from './api.js'
import { createRandom } from './random.js'
import { type RunningApi, startApi } from './running-api.js'

// `MALFORMED_SEED=7 npm test -- malformed` tries others; a failure names the seed and the case.
const seed = Number(process.env.MALFORMED_SEED ?? 20_261_121)
const random = createRandom(seed)
const { below, pick, text } = random

let issuer: TestIssuer
let api: RunningApi
let valid: string
beforeAll(async () => {
  issuer = await startIssuer({ algorithm: 'ES256' })
  api = await startApi(createApi({ issuer: issuer.issuer, audience, realm: 'orders' }))
  valid = await issuer.accessToken()
})
afterAll(async () => {
  await api.close()
  await issuer.close()
})

const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const b64token = `${base64url}.~+/`
const printable = Array.from({ length: 95 }, (_value, index) => String.fromCharCode(index + 32)).join('')
const latin1 = `${printable}\t${Array.from({ length: 128 }, (_value, index) => String.fromCharCode(index + 128)).join('')}`
const anyByte = Array.from({ length: 256 }, (_value, index) => String.fromCharCode(index)).join('')
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Values that JSON allows and no claim should have. */
function oddValue(depth = 0): unknown {
  const values = [
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e300,
    [],
    {},
    [null],
    { toString: 1 },
    { length: 1, 0: audience },
  ] as const
  const nested = () => (below(2) === 0 ? [oddValue(depth + 1)] : { [text(printable, 3)]: oddValue(depth + 1) })
  return depth < 20 && below(4) === 0 ? nested() : pick(values)
}

function mutated(token: string): string {
  let changed = token
  for (let count = 1 + below(3); count > 0 || changed === token; count -= 1) {
    const at = below(changed.length + 1)
    const piece = text(b64token, 1 + below(4))
    changed = pick([
      () => changed.slice(0, at) + piece + changed.slice(at),
      () => changed.slice(0, at) + changed.slice(at + 1 + below(20)),
      () => changed.slice(0, at) + piece + changed.slice(at + piece.length),
      () => changed.slice(at) + changed.slice(0, at),
      () => `${changed}${piece}`,
      () => changed.split('.').reverse().join('.'),
      () => changed.repeat(1 + below(2)),
      () => changed.replaceAll('.', pick(['..', '', '-', '.e30.'])),
    ])()
    if (changed.length > 8000) changed = changed.slice(0, 8000)
  }
  return changed
}

/** Header and claims of any kind, in good base64url and with a signature of nothing. */
function unsigned(): string {
  const algorithm = pick(['ES256', 'RS256', 'none', 'HS256', 'EdDSA', text(printable, 4), oddValue()])
  const header = {
    alg: algorithm,
    kid: pick([issuer.jwks.keys[0]?.kid, text(latin1, below(20)), oddValue()]),
    typ: pick(['at+jwt', 'JWT', text(latin1, 5), oddValue()]),
    ...(below(5) === 0 && { [pick(['crit', 'b64', 'jwk', 'jku', 'zip', '__proto__x'])]: oddValue() }),
  }
  const time = Math.floor(Date.now() / 1000)
  const payload = {
    iss: pick([issuer.issuer, text(latin1, 10), oddValue()]),
    aud: pick([audience, [audience], text(latin1, 10), oddValue()]),
    exp: pick([time + 300, time - 300, oddValue()]),
    sub: pick(['user-1', text(latin1, 10), oddValue()]),
    ...(below(3) === 0 && { [pick(['at_hash', 'events', 'token_use', 'typ', 'cnf', 'nbf', 'iat'])]: oddValue() }),
  }
  return `${encode(header)}.${encode(payload)}.${text(base64url, 86)}`
}

/** Rightly signed, and one claim or header parameter is not what it must be. */
function signed(): Promise<string> {
  const claim = pick(['iss', 'aud', 'exp', 'sub', 'client_id', 'jti', 'iat', 'cnf', 'events', 'at_hash'])
  const odd = oddValue()
  // `null` is no binding.
  if (claim === 'cnf' && odd === null) return issuer.accessToken({ cnf: [] })
  // A time of issue in the past, or a fraction, is as it must be.
  if (claim === 'iat' && typeof odd === 'number') return issuer.accessToken({ iat: 1e12 })
  if (below(6) === 0) return issuer.accessToken({}, { [pick(['typ', 'alg', 'crit', 'b64'])]: odd })
  return issuer.accessToken({ [claim]: odd })
}

type Lines = readonly (readonly [string, string])[]
const bearer = (token: string): Lines => [['Authorization', `Bearer ${token}`]]

function oddHeader(): Lines {
  const scheme = pick([
    'Bearer',
    'bearer',
    'Bearer:',
    'Bear er',
    'Basic',
    'DPoP',
    '"Bearer"',
    ',Bearer',
    'Bearer,',
    text(latin1, 6),
  ])
  const blank = pick([' ', '  ', '\t', '', ', ', '=', ' \t '])
  const rest = pick([
    valid,
    '',
    text(b64token, 30),
    text(latin1, below(200)),
    `${valid}, ${scheme} ${valid}`,
    `"${valid}"`,
  ])
  const value = `${scheme}${blank}${rest}`
  const isRight = /^ *bearer +[^ ]+ *$/i.test(value) && value.includes(valid) && !value.includes(`"`)
  const line = ['Authorization', isRight ? `${value}!` : value] as const
  return below(4) === 0 ? [line, [pick(['authorization', 'AUTHORIZATION']), value]] : [line]
}

const cases: Readonly<Record<string, () => Lines | Promise<Lines>>> = {
  'tokens of random characters': () => bearer(text(b64token, 1 + below(300))),
  'tokens of random parts': () =>
    bearer(Array.from({ length: 1 + below(7) }, () => text(base64url, below(80))).join('.')),
  'changed tokens': () => bearer(mutated(valid)),
  'well-encoded tokens that nobody signed': () => bearer(unsigned()),
  'signed tokens with odd claims': async () => bearer(await signed()),
  'odd headers': oddHeader,
  'headers of random characters': () => [['Authorization', text(latin1, below(300))]],
}

// Every challenge there can be: whatever comes, no answer has another.
const challenges = new Set(['Bearer realm="orders"', 'Bearer realm="orders", error="invalid_request"'])
for (const [status, message] of Object.values(errorCodes)) {
  if (status === 401) challenges.add(`Bearer realm="orders", error="invalid_token", error_description="${message}"`)
}

describe(`10 000 malformed requests (seed ${seed})`, () => {
  it.each(Object.entries(cases))('%s: never let through, never a failure of ours', async (_name, make) => {
    for (let done = 0; done < 1350; done += 50) {
      const batch = await Promise.all(Array.from({ length: 50 }, make))
      const responses = await Promise.all(batch.map((lines) => api.get(lines)))
      for (const [index, { status, headers, rawHeaders }] of responses.entries()) {
        const refused = [400, 401].includes(status) && challenges.has(headers['www-authenticate'] ?? '')
        const tooLong = status === 431
        // RFC 9110, 5.5: what a field value may be made of.
        const clean = rawHeaders.every((part) => /^[\x20-\x7e\t]*$/.test(part))
        if (!clean || !(refused || tooLong)) throw new Error(`${status} for ${JSON.stringify(batch[index])}`)
      }
    }
  })

  it('bytes that no client sends: answered or hung up on, never let through', async () => {
    for (let done = 0; done < 600; done += 30) {
      const batch = Array.from({ length: 30 }, () => {
        const name = pick(['Authorization', 'authorization ', 'Authorization\t', 'Authori zation', text(anyByte, 5)])
        const value = pick([
          `Bearer ${mutated(valid)}`,
          text(anyByte, 40),
          `Bearer\r\n ${valid}x`,
          `Bearer ${text(anyByte, 40)}`,
        ])
        const end = pick(['\r\n\r\n', '\n\n', '\r\n', '\r\r\n'])
        return Buffer.from(`GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${name}: ${value}${end}`, 'latin1')
      })
      for (const [index, response] of (await Promise.all(batch.map((bytes) => api.write(bytes)))).entries()) {
        if (!/^(HTTP\/1\.1 4\d\d |$)/.test(response))
          throw new Error(`${response} for ${batch[index]?.toString('base64')}`)
      }
    }
  })

  it('and an honest token is as good as before', async () => {
    expect((await api.get(bearer(valid))).status).toBe(200)
  })
})
