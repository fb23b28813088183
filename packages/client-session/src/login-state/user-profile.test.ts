import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { startWebApp, type WebAppOptions } from '../../test/web-app.js'
import { makeUser, mergeClaims, type ProfileOptions, type UserClaims } from './user-profile.js'

const idToken = { iss: 'https://issuer.example.com', sub: 'jane', name: 'Jane' } satisfies UserClaims

const req = new IncomingMessage(new Socket())

function userOf<User>(claims: UserClaims, userInfo: Record<string, unknown>, options: ProfileOptions<User>) {
  return makeUser(mergeClaims(claims, userInfo), options, req)
}

describe('the user of a session', () => {
  it('has the standard claims, and none of the token', async () => {
    const claims = {
      ...idToken,
      aud: 'client-1',
      exp: 1,
      iat: 1,
      nonce: 'n',
      at_hash: 'h',
      email: 'jane@example.com',
      plan: 'pro',
    }
    expect(await userOf(claims, {}, {})).toEqual({ ...idToken, email: 'jane@example.com' })
  })

  it('has the claims that are named, iss and sub always', async () => {
    const claims = { ...idToken, 'https://example.com/plan': 'pro' }
    expect(await userOf(claims, {}, { claims: ['https://example.com/plan', 'missing'] })).toEqual({
      ...{ iss: idToken.iss, sub: 'jane' },
      'https://example.com/plan': 'pro',
    })
  })

  it('is what map makes of all claims', async () => {
    const map = ({ sub, plan }: UserClaims) => ({ id: sub, plan })
    expect(await userOf({ ...idToken, plan: 'pro' }, { plan: 'free' }, { map })).toEqual({ id: 'jane', plan: 'free' })
  })

  it('takes nothing of the token from UserInfo: identity is the ID token’s', async () => {
    const userInfo = { sub: 'john', iss: 'https://evil.example', aud: 'x', email: 'jane@example.com' }
    expect(await userOf(idToken, userInfo, {})).toEqual({ ...idToken, email: 'jane@example.com' })
  })

  it('takes nothing of the login from UserInfo: how strong it was, when, and in which session', async () => {
    const login = { acr: 'password', amr: ['pwd'], auth_time: 1000, sid: 'a', session_expiry: 2000 }
    const better = { acr: 'mfa', amr: ['hwk'], auth_time: 1500, sid: 'b', session_expiry: 9000 }
    const map = ({ acr, amr, auth_time, sid, session_expiry }: UserClaims) => ({
      ...{ acr, amr, auth_time, sid, session_expiry },
    })
    expect(await userOf({ ...idToken, ...login }, better, { map })).toEqual(login)
    expect(await userOf(idToken, better, { map })).toEqual({})
  })

  it('can’t reach a prototype (prototype pollution)', async () => {
    const hostile = JSON.parse(
      '{"iss":"https://issuer.example.com","sub":"jane","__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}},"address":{"__proto__":{"admin":true},"country":"DE"}}',
    )
    let seen: UserClaims | undefined
    const user = await userOf<Record<string, unknown>>(hostile, hostile, {
      claims: ['__proto__', 'constructor', 'address', 'toString'],
    })
    await userOf(hostile, hostile, {
      map(claims) {
        seen = claims
        return {}
      },
    })
    expect(JSON.stringify([user, seen])).not.toContain('admin')
    expect(user.address).toEqual({ country: 'DE' })
    expect(Object.keys(user)).toEqual(['iss', 'sub', 'address'])
    expect(({} as { admin?: unknown }).admin).toBeUndefined()
  })

  it('has no claims that lie elsewhere (aggregated and distributed claims)', async () => {
    const userInfo = {
      _claim_names: { credit_score: 'a' },
      _claim_sources: { a: { endpoint: 'https://evil.example' } },
    }
    expect(await userOf(idToken, userInfo, {})).toEqual(idToken)
  })
})

describe('what profile.map returns', () => {
  it('may be a promise, and is made with the request at hand', async () => {
    const map = async ({ sub }: UserClaims, context: { req: IncomingMessage }) => ({ sub, same: context.req === req })
    expect(await userOf(idToken, {}, { map })).toEqual({ sub: 'jane', same: true })
  })

  it('that was refused ends the login with its own error', async () => {
    const map = async (): Promise<{ sub: string }> => {
      throw new Error('blocked')
    }
    await expect(userOf(idToken, {}, { map })).rejects.toThrow('blocked')
  })

  class Account {
    readonly #name = 'Jane'
    get name() {
      return this.#name
    }
  }
  const circle: Record<string, unknown> = {}
  circle.circle = circle

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'profile.map is of the type undefined'],
    ['null', null, 'profile.map is of the type object'],
    ['a string', 'jane', 'profile.map is of the type string'],
    ['an array', [], 'profile.map is of the type Array'],
    ['a Date', { since: new Date() }, 'profile.map.since is of the type Date'],
    ['a Map', { roles: new Map() }, 'profile.map.roles is of the type Map'],
    ['a promise in it', { roles: [Promise.resolve('admin')] }, 'profile.map.roles.0 is of the type Promise'],
    ['an object of a class', { account: new Account() }, 'profile.map.account is of the type Account'],
    ['a function', { can: () => true }, 'profile.map.can is of the type function'],
    [
      'a number that JSON does not have',
      { limit: Number.POSITIVE_INFINITY },
      'profile.map.limit is of the type number',
    ],
    ['a bigint', { id: 1n }, 'profile.map.id is of the type bigint'],
    ['an endless object', circle, 'is of the type Object'],
  ])('must be an object of JSON values: %s is ERR_PROFILE', async (_name, user, hint) => {
    const error = await userOf(idToken, {}, { map: () => user as object }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'ERR_PROFILE', status: 500, hint: expect.stringContaining(hint) })
  })

  it('may leave members undefined, and is copied', async () => {
    const roles = ['admin']
    const user = await userOf(
      idToken,
      {},
      { map: () => ({ sub: 'jane', plan: undefined, roles, nested: { a: [1, null, true] } }) },
    )
    roles.push('owner')
    expect(user).toEqual({ sub: 'jane', plan: undefined, roles: ['admin'], nested: { a: [1, null, true] } })
  })
})

describe('UserInfo', () => {
  let issuer: TestIssuer
  beforeAll(async () => {
    issuer = await startIssuer({ user: { sub: 'jane', name: 'Jane', email: 'jane@example.com' } })
    issuer.addClient({ clientId: 'signed', clientSecret: 'secret-1', userinfoSignedResponseAlg: 'RS256' })
  })
  afterEach(() => issuer.restore())
  afterAll(() => issuer.close())

  async function logIn(options: WebAppOptions<never, unknown> = {}) {
    const app = await startWebApp<never, unknown>(issuer, {
      profile: { userInfo: true, claims: ['name', 'nickname'] },
      ...options,
    })
    const browser = app.browser()
    const response = await browser.logIn()
    const { user } = (await browser.get('/')).body
    await app.close()
    return { status: response.status, code: response.body.code, user }
  }

  it.each([{}, { clientId: 'signed' }])('is merged into the profile (%j)', async (options) => {
    issuer.nextUserInfo((claims) => void Object.assign(claims, { nickname: 'J' }))
    expect(await logIn(options)).toEqual({
      status: 303,
      user: { iss: issuer.issuer, sub: 'jane', name: 'Jane', nickname: 'J' },
    })
  })

  it('of another user ends the login (UserInfo substitution)', async () => {
    issuer.nextUserInfo((claims) => void Object.assign(claims, { sub: 'john' }))
    expect(await logIn()).toEqual({ status: 400, code: 'ERR_USER_INFO', user: null })
  })

  it.each([
    ['without a signature', async () => `${encode({ alg: 'none' })}.${encode({ sub: 'jane' })}.`],
    ['for another client', () => issuer.userInfoToken({ sub: 'jane', aud: 'client-2' })],
    ['of another issuer', () => issuer.userInfoToken({ sub: 'jane', aud: 'signed', iss: 'https://evil.example' })],
    [
      'with another signature',
      async () => `${(await issuer.userInfoToken({ sub: 'jane', aud: 'signed' })).slice(0, -8)}AAAAAAAA`,
    ],
  ])('that is signed, but %s, ends the login', async (_name, mint) => {
    const token = await mint()
    issuer.nextUserInfo(() => token)
    expect(await logIn({ clientId: 'signed' })).toEqual({ status: 400, code: 'ERR_USER_INFO', user: null })
  })

  it('that can’t be had is 503', async () => {
    issuer.respondWith('userinfo', { status: 500, body: 'no' })
    expect(await logIn()).toEqual({ status: 503, code: 'ERR_PROVIDER_UNAVAILABLE', user: null })
    issuer.respondWith('userinfo', { status: 200, body: '[]' })
    expect(await logIn()).toEqual({ status: 503, code: 'ERR_PROVIDER_RESPONSE', user: null })
  })

  it('isn’t asked before the ID token has been believed', async () => {
    issuer.resetRequests()
    issuer.nextIdToken((claims) => void Object.assign(claims, { nonce: 'x' }))
    await logIn()
    expect(issuer.count('userinfo')).toBe(0)
  })
})

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
