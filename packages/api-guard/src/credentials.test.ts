import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { type AuthError, isAuthError } from '@tandem-auth/tokens'
import { credentialsOf, malformation } from './credentials.js'

let server: Server
let found: string | AuthError | undefined
beforeAll(async () => {
  server = createServer((req, res) => {
    found = tokenOf(req)
    res.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

/** The token of a request to a guard without DPoP, or its refusal. */
function tokenOf(req: IncomingMessage): string | AuthError | undefined {
  const credentials = credentialsOf(req, false)
  return credentials && ('token' in credentials ? credentials.token : credentials.refusal)
}

/** What is found in a request with exactly these header lines. */
async function credentialsIn(lines: readonly (readonly [string, string])[], path = '/'): Promise<typeof found> {
  const { port } = server.address() as AddressInfo
  await new Promise((resolve, reject) => {
    const headers = lines.flat()
    httpRequest({ port, path, headers: ['Host', 'localhost', 'Connection', 'close', ...headers] }, (response) => {
      response.resume().on('end', resolve)
    })
      .on('error', reject)
      .end()
  })
  return found
}

/** Both steps of the way: where the token is, and whether it has the form of one. */
const formOf = (credentials: typeof found) =>
  typeof credentials === 'string' ? (malformation(credentials) ?? credentials) : credentials

const codeIn = async (...args: Parameters<typeof credentialsIn>) => {
  const credentials = formOf(await credentialsIn(...args))
  return isAuthError(credentials) ? credentials.code : credentials
}

it('takes the token of the one Authorization header, whatever the case of its scheme', async () => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR']) {
    expect(await codeIn([['Authorization', `${scheme} aZ09-._~+/==`]])).toBe('aZ09-._~+/==')
  }
  expect(await codeIn([['AUTHORIZATION', 'Bearer abc']])).toBe('abc')
})

describe('refuses two Authorization headers, of which a proxy may have judged the other', () => {
  it.each([
    ['two tokens', 'Bearer abc', 'Bearer def'],
    ['the same token twice', 'Bearer abc', 'Bearer abc'],
    ['a token and another scheme', 'Bearer abc', 'Basic abc'],
    ['another scheme and a token', 'Basic abc', 'Bearer abc'],
    ['an empty one and a token', '', 'Bearer abc'],
  ])('%s', async (_name, first, second) => {
    expect(
      await codeIn([
        ['Authorization', first],
        ['X-Other', 'in between'],
        ['authorization', second],
      ]),
    ).toBe('ERR_CREDENTIALS_REPEATED')
  })
})

it('is not told another header’s name by a longer or a shorter one', async () => {
  const headers = [
    ['Proxy-Authorization', 'Bearer abc'],
    ['Authorization-X', 'Bearer abc'],
    ['X-Authorization', 'Bearer abc'],
    ['Authorizatiom', 'Bearer abc'],
  ] as const
  expect(await codeIn(headers)).toBeUndefined()
})

it.each(['DPoP abc', 'Basic abc', 'BearerX abc', 'Bearer-Token abc', 'Bearer1', 'x', 'abc Bearer def', '=', ''])(
  'takes %p for another scheme, which is no credentials at all',
  async (authorization) => {
    expect(await codeIn([['Authorization', authorization]])).toBeUndefined()
  },
)

it.each([
  'Bearer',
  'Bearer =',
  'Bearer a=b',
  'Bearer a b',
  'Bearer\ta',
  'Bearer,a',
  'Bearer;a',
  'Bearer ä',
  'Bearer/a',
  'Bearer@',
])('calls %p malformed', async (authorization) => {
  expect(await codeIn([['Authorization', Buffer.from(authorization).toString('latin1')]])).toBe(
    'ERR_CREDENTIALS_MALFORMED',
  )
})

it('calls a header malformed that is folded over two lines, or leaves it to Node to refuse', async () => {
  const { port } = server.address() as AddressInfo
  found = undefined
  const response = await new Promise<string>((resolve, reject) => {
    let text = ''
    const socket = connect(port, '127.0.0.1')
    socket.on('data', (chunk) => {
      text += chunk.toString()
    })
    socket.on('end', () => resolve(text))
    socket.on('error', reject)
    socket.end('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Bearer\r\n abc\r\n\r\n')
  })
  expect(response.startsWith('HTTP/1.1 400') || isAuthError(found)).toBe(true)
})

it('notices a token in the query beside the one in the header', async () => {
  for (const path of ['/?access_token=x', '/?a=b&access_token', '/a?access%5ftoken=x', '/?a?b&access_token=']) {
    expect(await codeIn([['Authorization', 'Bearer abc']], path)).toBe('ERR_CREDENTIALS_REPEATED')
  }
  for (const path of ['/access_token', '/?', '/?access_tokens=x', '/?x=access_token', '/?Access_Token=x']) {
    expect(await codeIn([['Authorization', 'Bearer abc']], path)).toBe('abc')
  }
})

it('does without an address, a body or a content type, which requests of other makes may lack', () => {
  const req = { rawHeaders: ['Authorization', 'Bearer abc'] }
  expect(tokenOf(req as never)).toBe('abc')
  for (const body of [{ access_token: 'x' }, 'access_token=x', null, undefined]) {
    expect(tokenOf({ ...req, url: '/', body } as never)).toBe('abc')
  }
  const form = [...req.rawHeaders, 'content-type', 'application/x-www-form-urlencoded; charset=utf-8']
  const twice = tokenOf({ rawHeaders: form, body: { access_token: 'x' } } as never)
  expect(twice).toMatchObject({ code: 'ERR_CREDENTIALS_REPEATED' })
})

it('needs a time that grows with the length alone, whatever is in the header', () => {
  const hostile = ['='.repeat(1e6), 'a'.repeat(1e6), ' '.repeat(1e6), `${'a='.repeat(5e5)}`, `${'a '.repeat(5e5)}`]
  const began = performance.now()
  for (const text of hostile) {
    const req = { rawHeaders: ['authorization', `Bearer ${text}!`], headers: {}, url: '/' }
    expect(isAuthError(formOf(tokenOf(req as never)))).toBe(true)
  }
  expect(performance.now() - began).toBeLessThan(5000)
})
