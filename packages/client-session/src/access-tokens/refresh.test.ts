import { moveClock, takeClock } from '../../test/clock.js'
import { RotatingProvider } from '../../test/rotating-provider.js'
import { type Backend, backends } from '../../test/stores.js'
import { withDeadline } from '../storage/deadline.js'
import { createKeyRing } from '../storage/key-ring.js'
import { createStoreClock } from '../storage/store-clock.js'
import { type AccessTokens, createAccessTokens } from './access-tokens.js'
import { createRefresh, type RefreshTokens } from './refresh.js'
import { createTokenVault, type TokenVault, type VaultContent } from './token-vault.js'

/** What one process has of a session's tokens. */
interface Process {
  readonly tokens: AccessTokens
  readonly vault: TokenVault
  readonly refused: string[]
}

const iss = 'https://issuer.example'
let provider: RotatingProvider
const apiDigestOf = (api: string) => (api === '' ? '' : `digest of ${api}`)
// The provider changes with each test.
const refreshTokens: RefreshTokens = (...args) => provider.refreshTokens(...args)
const common = { refreshTokens, secondsToKeep: (endsAt: number, now: number) => endsAt - now }
let logins = 0

function startProcess({ coordination }: Pick<Backend, 'coordination'>, digestOf = apiDigestOf): Process {
  const limited = withDeadline(coordination, 1)
  const vault = createTokenVault(limited, createKeyRing(['a secret of the test that is long enough']), () => true)
  const refused: string[] = []
  const onRefused = async (loginId: string) => refused.push(loginId)
  const clock = createStoreClock(limited)
  const refresh = createRefresh({ ...common, vault, clock, coordination: limited, onRefused })
  return { tokens: createAccessTokens({ vault, refresh, clock, apiDigestOf: digestOf }), vault, refused }
}

async function logIn({ vault }: Process, user: string, content: Partial<VaultContent> = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  logins += 1
  const loginId = `login-${process.pid}-${logins}`
  const tokens = { '': { api: '', accessToken: `first ${user}`, obtainedAt: now - 300, expiresAt: now - 1 } }
  const refreshToken = provider.issue(user)
  await vault.set(
    loginId,
    0,
    { iss, clientId: 'client-1', sub: user, refreshToken, tokens, endsAt: now + 86_400, ...content },
    86_400,
  )
  return loginId
}

function lasting(seconds: number, accessToken = 'first'): Partial<VaultContent> {
  const now = Math.floor(Date.now() / 1000)
  return { tokens: { '': { api: '', accessToken, obtainedAt: now - 600 + seconds, expiresAt: now + seconds } } }
}

beforeEach(() => {
  provider = new RotatingProvider()
})
afterEach(() => jest.useRealTimers())

describe.each(Object.entries(backends))('a refresh over %s', (_name, open) => {
  let backend: Backend
  let one: Process
  let two: Process

  beforeAll(async () => {
    backend = await open()
    one = startProcess(backend)
    two = startProcess(backend)
  })
  afterAll(() => backend.close())

  it('happens once for a hundred requests of two processes, though the provider rotates strictly', async () => {
    const alice = await logIn(one, 'alice')
    const asked = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? one : two).tokens.accessToken(alice, ''))
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['access alice  1']))
    expect(provider.refreshes).toBe(1)
  })

  it('happens once although another process had read the old tokens before and comes late', async () => {
    const alice = await logIn(one, 'alice')
    const early = one.tokens.accessToken(alice, '')
    const reads: (() => void)[] = []
    const get: TokenVault['get'] = async (loginId) => {
      const known = await two.vault.get(loginId)
      if (reads.length === 0) await new Promise<void>((resolve) => reads.push(resolve))
      return known
    }
    const vault = { ...two.vault, get }
    const { coordination } = backend
    const clock = createStoreClock(coordination)
    const refresh = createRefresh({ ...common, vault, clock, coordination, onRefused: async () => undefined })
    const late = createAccessTokens({ vault, refresh, clock, apiDigestOf }).accessToken(alice, '')
    expect(await early).toBe('access alice  1')
    for (const deliver of reads) deliver()
    expect(await late).toBe('access alice  1')
    expect(provider.refreshes).toBe(1)
  })

  it('token mix-up: two users who refresh together each get their own tokens, 20 rounds', async () => {
    takeClock()
    provider.delay = 2
    const names = ['alice', 'bob', 'carol']
    const users = await Promise.all(names.map(async (name) => [name, await logIn(one, name)] as const))
    for (let round = 1; round <= 20; round += 1) {
      moveClock(400_000)
      const asked = [one, two, one, two].flatMap(({ tokens }) =>
        users.map(async ([name, login]) => [name, await tokens.accessToken(login, '')] as const),
      )
      for (const [user, token] of await Promise.all(asked)) expect(token.split(' ')[1]).toBe(user)
      expect(provider.refreshes).toBe(round * users.length)
    }
  })

  it('resurrection: a logout while the provider answers leaves no tokens behind', async () => {
    const alice = await logIn(one, 'alice')
    provider.onRefresh = async () => void (await two.vault.take(alice))
    await expect(one.tokens.accessToken(alice, '')).rejects.toMatchObject({
      code: 'ERR_LOGIN_REQUIRED',
    })
    expect(await one.vault.get(alice)).toBeUndefined()
  })

  it('fencing: a holder that lost its lease overwrites nothing', async () => {
    const alice = await logIn(one, 'alice')
    provider.onRefresh = async () => {
      const entry = await two.vault.get(alice)
      if (entry === undefined) throw new Error('no entry')
      await two.vault.set(alice, entry.version, { ...entry.content, ...lasting(300, 'of the other') }, 60)
    }
    expect(await one.tokens.accessToken(alice, '')).toBe('of the other')
    expect((await one.vault.get(alice))?.content.tokens['']?.accessToken).toBe('of the other')
  })

  it('keeps the tokens of several APIs apart, and the refresh token that came last for all of them', async () => {
    const alice = await logIn(one, 'alice', { tokens: {} })
    const [orders, bills] = await Promise.all([
      one.tokens.accessToken(alice, 'orders'),
      two.tokens.accessToken(alice, 'bills'),
    ])
    expect([orders.split(' ')[2], bills.split(' ')[2]]).toEqual(['orders', 'bills'])
    expect(await two.tokens.accessToken(alice, 'orders')).toBe(orders)
    expect(provider.refreshes).toBe(2)
    await expect(one.tokens.accessToken(alice, '__proto__')).resolves.toContain('__proto__')
  })
})

describe('a refresh', () => {
  let backend: Backend
  let one: Process

  beforeAll(async () => {
    const open = backends.memory
    if (open === undefined) throw new Error('no backend')
    backend = await open()
    one = startProcess(backend)
  })

  it('is due a tenth of the lifetime before the end, a minute at most', async () => {
    const fresh = await logIn(one, 'alice', lasting(61))
    expect(await one.tokens.accessToken(fresh, '')).toBe('first')
    const due = await logIn(one, 'alice', lasting(59))
    expect(await one.tokens.accessToken(due, '')).toBe('access alice  1')
  })

  it('happens when the URL, audience or scopes of the API have changed since: its new owner gets no old token', async () => {
    const alice = await logIn(one, 'alice', { tokens: {} })
    expect(await one.tokens.accessToken(alice, 'orders')).toBe('access alice orders 1')
    expect(await one.tokens.accessToken(alice, 'orders')).toBe('access alice orders 1')
    const changed = startProcess(backend, () => 'another digest')
    expect(await changed.tokens.accessToken(alice, 'orders')).toBe('access alice orders 2')
  })

  it('never happens by the clock where the provider does not say how long a token is good', async () => {
    const alice = await logIn(one, 'alice', { tokens: { '': { api: '', accessToken: 'for ever', obtainedAt: 0 } } })
    expect(await one.tokens.accessToken(alice, '')).toBe('for ever')
    expect(await one.tokens.refresh(alice, '')).toBe('access alice  1')
  })

  it('on demand is one refresh for all who demand it together', async () => {
    const alice = await logIn(one, 'alice', lasting(300))
    const two = startProcess(backend)
    const demanded = [one, two, one, two].map(({ tokens }) => tokens.refresh(alice, ''))
    expect(new Set(await Promise.all(demanded))).toEqual(new Set(['access alice  1']))
  })

  it('that the provider refuses ends the tokens, and tells so once', async () => {
    const alice = await logIn(one, 'alice', lasting(10))
    provider.revoke('alice')
    const asked = one.tokens.accessToken(alice, '')
    await expect(asked).rejects.toMatchObject({ code: 'ERR_LOGIN_REQUIRED', status: 401 })
    expect(one.refused).toEqual([alice])
    expect((await one.vault.get(alice))?.content).toMatchObject({ tokens: {} })
    await expect(one.tokens.accessToken(alice, '')).rejects.toMatchObject({
      code: 'ERR_LOGIN_REQUIRED',
    })
    expect(provider.refreshes).toBe(1)
  })

  it('that cannot reach the provider keeps what is still valid, else it is 503', async () => {
    provider.down = true
    const due = await logIn(one, 'alice', lasting(10))
    expect(await one.tokens.accessToken(due, '')).toBe('first')
    const expired = await logIn(one, 'alice')
    const asked = one.tokens.accessToken(expired, '')
    await expect(asked).rejects.toMatchObject({ code: 'ERR_PROVIDER_UNAVAILABLE', status: 503 })
    provider.down = false
    await new Promise((resolve) => setTimeout(resolve, 2 * provider.delay))
    expect(await one.tokens.accessToken(expired, '')).toContain('access alice')
  })

  it('that has waited for the provider in vain lets nobody wait again for as long', async () => {
    takeClock()
    provider.down = true
    provider.delay = 400
    const [due, expired] = [await logIn(one, 'alice', lasting(30)), await logIn(one, 'bob')]
    const ask = () => [due, expired].map((login) => one.tokens.accessToken(login, ''))
    const outcome = [
      { status: 'fulfilled', value: 'first' },
      { status: 'rejected', reason: expect.objectContaining({ code: 'ERR_PROVIDER_UNAVAILABLE', status: 503 }) },
    ]
    expect(await Promise.allSettled(ask())).toEqual(outcome)
    expect(await Promise.allSettled(ask())).toEqual(outcome)
    expect(provider.refreshes).toBe(2)
    moveClock(2 * provider.delay)
    provider.down = false
    expect(await Promise.all(ask())).toEqual([
      expect.stringContaining('access alice'),
      expect.stringContaining('access bob'),
    ])
  })

  it('without a refresh token: the access token is good until it expires, then a login is required', async () => {
    const alice = await logIn(one, 'alice', { ...lasting(10), refreshToken: undefined })
    expect(await one.tokens.accessToken(alice, '')).toBe('first')
    const expired = await logIn(one, 'alice', { refreshToken: undefined })
    await expect(one.tokens.accessToken(expired, '')).rejects.toMatchObject({
      code: 'ERR_LOGIN_REQUIRED',
    })
    expect(provider.refreshes).toBe(0)
  })

  it('without a vault entry: logged in, but a login is required for tokens', async () => {
    const alice = await logIn(one, 'alice')
    await one.vault.take(alice)
    await expect(one.tokens.accessToken(alice, '')).rejects.toMatchObject({
      code: 'ERR_LOGIN_REQUIRED',
    })
  })

  it('waits six seconds for another process, then it is 503', async () => {
    const alice = await logIn(one, 'alice')
    const lease = await backend.coordination.lease(`refresh:${alice}`, 60)
    const startedAt = performance.now()
    const asked = one.tokens.accessToken(alice, '')
    await expect(asked).rejects.toMatchObject({ code: 'ERR_REFRESH_BUSY', status: 503 })
    expect(performance.now() - startedAt).toBeGreaterThan(5900)
    await lease?.release()
    expect(await one.tokens.accessToken(alice, '')).toBe('access alice  1')
  })

  it('that another process doesn’t get done keeps what is still valid', async () => {
    const alice = await logIn(one, 'alice', lasting(30))
    const lease = await backend.coordination.lease(`refresh:${alice}`, 60)
    expect(await one.tokens.accessToken(alice, '')).toBe('first')
    await expect(one.tokens.refresh(alice, '')).rejects.toMatchObject({
      code: 'ERR_REFRESH_BUSY',
    })
    await lease?.release()
  })

  it('holds its lease for as long as the provider takes', async () => {
    const alice = await logIn(one, 'alice')
    provider.delay = 5500
    const two = startProcess(backend)
    const [first, second] = await Promise.all([one, two].map(({ tokens }) => tokens.accessToken(alice, '')))
    expect([first, second]).toEqual(['access alice  1', 'access alice  1'])
  })

  it('whose result cannot be stored at once is stored at the second try: a rotated refresh token is never lost', async () => {
    let failures = 0
    const set: TokenVault['set'] = async (...args) => {
      if (provider.refreshes === 1 && failures === 0) {
        failures += 1
        throw new Error('not now')
      }
      return one.vault.set(...args)
    }
    const vault = { ...one.vault, set }
    const onRefused = async () => undefined
    const { coordination } = backend
    const clock = createStoreClock(coordination)
    const refresh = createRefresh({ ...common, vault, clock, coordination, onRefused })
    const alice = await logIn(one, 'alice')
    expect(await createAccessTokens({ vault, refresh, clock, apiDigestOf }).accessToken(alice, '')).toBe(
      'access alice  1',
    )
    expect(failures).toBe(1)
    expect(await one.tokens.refresh(alice, '')).toBe('access alice  2')
  })
})
