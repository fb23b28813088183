import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { parseArguments } from '../src/command/parse-arguments.js'
import { run } from '../src/command/run.js'

let issuer: TestIssuer
beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(() => issuer.close())

const audience = 'https://api.example.com'

async function explain(token: string, ...argv: string[]) {
  let text = ''
  async function* stdin() {
    yield token
  }
  const write = (more: string) => {
    text += more
  }
  const status = await run(parseArguments(argv), { stdin: stdin(), write })
  return { status, text }
}

describe('without a configuration', () => {
  it('says what an access token is, whose and for whom', async () => {
    const { status, text } = await explain(await issuer.accessToken({ sub: 'alice', aud: audience, scope: 'read' }))
    expect(status).toBe(0)
    expect(text).toMatch(/^form +signed JWT$/m)
    expect(text).toMatch(/^kind +access token$/m)
    expect(text).toMatch(/^for +https:\/\/api\.example\.com$/m)
    expect(text).toMatch(/^about +alice$/m)
    expect(text).toMatch(/^scopes +read$/m)
    expect(text).toMatch(/^expires .*\(in \d+ min\)$/m)
  })

  it('says that an ID token is one', async () => {
    expect((await explain(await issuer.idToken({ sub: 'alice', nonce: 'n' }))).text).toMatch(
      /^kind +(probably an )?ID token$/m,
    )
  })

  it.each([
    ['opaque', 'v7dTq0cWnE', 0],
    ['encrypted JWT', 'a.b.c.d.e', 0],
    ['malformed', 'a.b.c', 1],
  ])('knows the form: %s', async (form, token, expected) => {
    const { status, text } = await explain(token)
    expect(text).toMatch(new RegExp(`^form +${form}$`, 'm'))
    expect(status).toBe(expected)
  })

  it.each([
    ['the word Bearer', (token: string) => `Bearer ${token}`],
    ['a whole header', (token: string) => `Authorization: Bearer ${token}\n`],
    ['quotes', (token: string) => `"${token}"`],
    ['line breaks', (token: string) => token.replace(/(.{40})/g, '$1\n')],
  ])('takes a token with %s around it', async (_name, pasted) => {
    const token = await issuer.accessToken({ sub: 'alice', aud: audience })
    expect((await explain(pasted(token))).text).toMatch(/^form +signed JWT$/m)
  })

  it('prints no control character of a token (a terminal would obey it)', async () => {
    const { text } = await explain(await issuer.accessToken({ sub: '\u001b]0;owned\u0007', aud: audience }))
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
  })

  it('prints JSON', async () => {
    const { text } = await explain(await issuer.accessToken({ sub: 'alice', aud: audience }), '--json')
    expect(JSON.parse(text)).toMatchObject({
      token: { kind: 'access token', audience: [audience], claims: { sub: 'alice' } },
    })
  })
})

describe('with a guard', () => {
  const guard = () => ['--issuer', issuer.issuer, '--audience', audience]

  it('accepts what the guard accepts', async () => {
    const token = await issuer.accessToken({ sub: 'alice', aud: audience })
    const { status, text } = await explain(token, ...guard(), '--online')
    expect([status, text.includes('The guard accepts it.')]).toEqual([0, true])
  })

  it('names the rule that fails first, and what to change', async () => {
    const { status, text } = await explain(await issuer.idToken({ sub: 'alice' }), ...guard(), '--online')
    expect(status).toBe(1)
    expect(text).toMatch(
      /The guard refuses it\.\n {2}✗ kind: the token is not an access token \(ERR_TOKEN_KIND\)\n {4}\S/,
    )
  })

  it('asks nobody without --online, and says what is undecided', async () => {
    const { length } = issuer.requests
    const token = await issuer.accessToken({ sub: 'alice', aud: audience })
    const { status, text } = await explain(token, ...guard())
    expect(text).toContain("can't decide without the provider's keys")
    expect([status, issuer.requests.length - length]).toEqual([0, 0])
  })

  it('decides without the network what needs no key', async () => {
    const token = await issuer.accessToken({ sub: 'alice', aud: 'https://other.example' })
    expect((await explain(token, ...guard())).text).toContain('ERR_TOKEN_AUDIENCE')
  })

  it('checks scopes', async () => {
    const token = await issuer.accessToken({ sub: 'alice', aud: audience, scope: 'read' })
    expect((await explain(token, ...guard(), '--online', '-s', 'write')).text).toContain('ERR_INSUFFICIENT_SCOPE')
  })
})

describe('with a client', () => {
  const client = () => ['--issuer', issuer.issuer, '--client-id', 'client-1', '--online']

  it('accepts an ID token for this client', async () => {
    const { status, text } = await explain(await issuer.idToken({ sub: 'alice', aud: 'client-1' }), ...client())
    expect([status, text.includes('The client accepts it.')]).toEqual([0, true])
  })

  it.each([
    ['an ID token of another client', () => issuer.idToken({ sub: 'alice', aud: 'client-2' }), 'ERR_ID_TOKEN_AUDIENCE'],
    ['an access token', () => issuer.accessToken({ sub: 'alice', aud: 'client-1' }), 'ERR_ID_TOKEN_KIND'],
    ['an old ID token', () => issuer.idToken({ sub: 'alice', aud: 'client-1', iat: 1, exp: 2 }), 'ERR_ID_TOKEN_TIME'],
  ])('refuses %s', async (_name, token, code) => {
    const { status, text } = await explain(await token(), ...client())
    expect([status, text.includes(code)]).toEqual([1, true])
  })
})

describe('the arguments', () => {
  it.each<[string, string[], RegExp]>([
    ['a token', ['eyJhbGciOiJSUzI1NiJ9.e30.x'], /standard input, never from an argument/],
    ['an unknown option', ['--audiense', 'x'], /audiense/],
    ['a port that is none', ['--port', 'x'], /--port must be a number/],
  ])('refuse %s', (_name, argv, message) => {
    expect(() => parseArguments(argv)).toThrow(message)
  })

  it.each<[string, string[], RegExp]>([
    ['an issuer alone', ['--issuer', 'https://x.example'], /needs --audience .* or --client-id/],
    ['an audience without an issuer', ['--audience', 'x'], /need --issuer/],
    ['a wrong option of the guard', ['-i', 'http://x.example', '-a', 'x'], /https/],
    ['a configuration that is not there', ['--config', 'nowhere.json'], /cannot be read/],
  ])('say what is wrong with %s', async (_name, argv, message) => {
    await expect(explain('x', ...argv)).rejects.toThrow(message)
  })

  it('need a token on standard input', async () => {
    await expect(explain(' \n')).rejects.toThrow(/no token on standard input/)
  })
})
