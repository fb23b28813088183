import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { type AccessTokenAuth, type ApiGuard, type ApiGuardOptions, apiGuard } from './index.js'

const audience = 'https://api.example.com'
let issuer: TestIssuer

beforeAll(async () => {
  issuer = await startIssuer({ algorithm: 'ES256' })
})
afterAll(() => issuer.close())
beforeEach(() => {
  jest.useFakeTimers({
    now: Date.now(),
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  })
})
afterEach(() => jest.useRealTimers())

const guard = (options: Partial<ApiGuardOptions> = {}) => apiGuard({ issuer: issuer.issuer, audience, ...options })
/** Judges a token until it is remembered, and answers what is remembered of it. */
const known = async ({ verify }: Pick<ApiGuard, 'verify'>, token: string) => {
  await verify(token)
  return verify(token)
}
const later = (seconds: number) => jest.setSystemTime(Date.now() + seconds * 1000)

describe('a token that was judged', () => {
  it('is known once it has come twice: the same object comes back', async () => {
    const { verify } = guard()
    const token = await issuer.accessToken()
    const first = await verify(token)
    const second = await verify(token)
    expect(second).not.toBe(first)
    expect(await verify(token)).toBe(second)
  })

  it('pushes out none that came again, however many come once', async () => {
    const { verify } = guard({ cache: { maxEntries: 2 } })
    const [token, other] = [await issuer.accessToken(), await issuer.accessToken()]
    const first = await known({ verify }, token)
    for (let count = 0; count < 5; count += 1) await verify(await issuer.accessToken())
    expect(await verify(token)).toBe(first)
    // The list of those that came once is bounded, too: what is written there is forgotten after as many others.
    await verify(other)
    for (let count = 0; count < 5; count += 1) await verify(await issuer.accessToken())
    expect(await verify(other)).not.toBe(await verify(other))
  })

  it('is not known to another guard, whose policy differs', async () => {
    const token = await issuer.accessToken({ scope: 'read' })
    await known(guard(), token)
    await expect(guard({ audience: 'https://other.example' }).verify(token)).rejects.toMatchObject({
      code: 'ERR_TOKEN_AUDIENCE',
    })
    await expect(guard({ scopes: 'write' }).verify(token)).rejects.toMatchObject({ code: 'ERR_INSUFFICIENT_SCOPE' })
    await expect(guard({ clientIds: ['another'] }).verify(token)).rejects.toMatchObject({ code: 'ERR_TOKEN_CLIENT' })
    await expect(guard({ algorithms: ['RS256'] }).verify(token)).rejects.toMatchObject({ code: 'ERR_TOKEN_ALGORITHM' })
  })

  it('lends its judgement to no other: every character of a token counts', async () => {
    const { verify } = guard()
    const token = await issuer.accessToken()
    await known({ verify }, token)
    const [header = '', payload = '', signature = ''] = token.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const admin = Buffer.from(JSON.stringify({ ...claims, sub: 'admin' })).toString('base64url')
    await expect(verify(`${header}.${admin}.${signature}`)).rejects.toMatchObject({ code: 'ERR_TOKEN_SIGNATURE' })
    for (let index = 0; index < token.length; index += 7) {
      const other = token[index] === 'A' ? 'B' : 'A'
      await expect(verify(token.slice(0, index) + other + token.slice(index + 1))).rejects.toMatchObject({
        status: 401,
      })
    }
  })

  it('expires while it is known, to the second', async () => {
    const { verify } = guard({ clockTolerance: 5 })
    const exp = Math.floor(Date.now() / 1000) + 100
    const token = await issuer.accessToken({ exp })
    await known({ verify }, token)
    jest.setSystemTime((exp + 4) * 1000 + 999)
    await verify(token)
    jest.setSystemTime((exp + 5) * 1000)
    await expect(verify(token)).rejects.toMatchObject({ code: 'ERR_TOKEN_EXPIRED' })
  })

  it.each(['nbf', 'iat'])('is not valid yet where the clock goes back before its "%s"', async (name) => {
    const { verify } = guard({ clockTolerance: 5 })
    const time = Math.floor(Date.now() / 1000)
    const token = await issuer.accessToken({ iat: time - 1000, [name]: time })
    await known({ verify }, token)
    jest.setSystemTime((time - 6) * 1000)
    await expect(verify(token)).rejects.toMatchObject({ code: 'ERR_TOKEN_NOT_YET' })
  })

  it('is judged anew after the cache’s longest age', async () => {
    const { verify } = guard({ cache: { maxAge: 60 } })
    const token = await issuer.accessToken()
    const first = await known({ verify }, token)
    later(59)
    expect(await verify(token)).toBe(first)
    later(1)
    const second = await verify(token)
    expect(second).not.toBe(first)
    expect(await verify(token)).toBe(second)
  })

  it('is judged anew each time without a cache', async () => {
    const { verify, close } = guard({ cache: false })
    const token = await issuer.accessToken()
    const first = await verify(token)
    expect(await verify(token)).not.toBe(first)
    close()
    expect(await verify(token)).toEqual(first)
  })

  it('makes room for others: the cache is bounded', async () => {
    const { verify } = guard({ cache: { maxEntries: 2 } })
    const tokens = [await issuer.accessToken(), await issuer.accessToken(), await issuer.accessToken()] as const
    const [first, , last] = [
      await known({ verify }, tokens[0]),
      await known({ verify }, tokens[1]),
      await known({ verify }, tokens[2]),
    ]
    expect(await verify(tokens[2])).toBe(last)
    expect(await verify(tokens[0])).not.toBe(first)
  })

  it('is asked about each time, and the refusal is not remembered', async () => {
    const asked: AccessTokenAuth[] = []
    const { verify } = guard({ isRevoked: (auth) => asked.push(auth) < 3 })
    const token = await issuer.accessToken()
    await expect(verify(token)).rejects.toMatchObject({ code: 'ERR_TOKEN_REVOKED' })
    await expect(verify(token)).rejects.toMatchObject({ code: 'ERR_TOKEN_REVOKED' })
    expect(await verify(token)).toBe(asked[1])
  })
})

describe('a key that was withdrawn', () => {
  it('takes with it every token that it had signed, known or not', async () => {
    const { verify } = guard()
    const old = await issuer.accessToken()
    const oldAndNew = await issuer.accessToken()
    await known({ verify }, old)
    await issuer.rotateKeys()
    // The guard learns of it by the first token with the new key.
    await verify(await issuer.accessToken())
    await expect(verify(old)).rejects.toMatchObject({ code: 'ERR_TOKEN_KEY' })
    await expect(verify(oldAndNew)).rejects.toMatchObject({ code: 'ERR_TOKEN_KEY' })
  })

  it('leaves alone the tokens of a key that stays', async () => {
    const { verify } = guard()
    const old = await issuer.accessToken()
    const first = await known({ verify }, old)
    await issuer.rotateKeys({ keep: true })
    await verify(await issuer.accessToken())
    expect(await verify(old)).toBe(first)
  })
})
