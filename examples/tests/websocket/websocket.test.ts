import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { WebSocket } from 'ws'
import { createApi } from '../../websocket/src/api.js'

const audience = 'https://api.example.com'
const scope = 'read:appointments'
const revoked = new Set<unknown>()
let issuer: TestIssuer
let server: Server
let url: string

beforeAll(async () => {
  issuer = await startIssuer()
  server = createApi({
    issuer: issuer.issuer,
    audience,
    scopes: scope,
    isRevoked: ({ payload }) => revoked.has(payload.jti),
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve))
  await issuer.close()
})

function open(token: string | undefined, protocols: string[] = [], path = '/'): WebSocket {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return new WebSocket(url + path, protocols, { headers })
}

async function ask(socket: WebSocket, message: unknown): Promise<unknown> {
  if (socket.readyState !== WebSocket.OPEN) await once(socket, 'open')
  const answered = once(socket, 'message')
  socket.send(JSON.stringify(message))
  const [data] = await answered
  return JSON.parse(String(data))
}

async function refusalOf(socket: WebSocket): Promise<{ status: number | undefined; challenge: unknown }> {
  const [, response] = await once(socket, 'unexpected-response')
  const { statusCode, headers } = response
  response.destroy()
  return { status: statusCode, challenge: headers['www-authenticate'] }
}

async function endOf(socket: WebSocket): Promise<{ code: number; reason: string }> {
  const [code, reason] = await once(socket, 'close')
  return { code, reason: String(reason) }
}

describe('the upgrade', () => {
  it('takes an access token from the header', async () => {
    const socket = open(await issuer.accessToken({ scope }))
    expect(await ask(socket, {})).toEqual({ type: 'hello', subject: 'user-1' })
    socket.close()
  })

  it("takes a browser's token from the offered protocols, and never says it back", async () => {
    const socket = open(undefined, ['appointments.v1', `bearer.${await issuer.accessToken({ scope })}`])
    expect(await ask(socket, {})).toEqual({ type: 'hello', subject: 'user-1' })
    expect(socket.protocol).toBe('appointments.v1')
    socket.close()
  })

  it('refuses whoever brings nothing, or brings a token in the address', async () => {
    const token = await issuer.accessToken({ scope })
    for (const path of ['/', `/?access_token=${token}`]) {
      expect(await refusalOf(open(undefined, [], path))).toEqual({ status: 401, challenge: 'Bearer' })
    }
  })

  it('refuses two tokens at once', async () => {
    const token = await issuer.accessToken({ scope })
    expect((await refusalOf(open(token, ['appointments.v1', `bearer.${token}`]))).status).toBe(401)
  })

  it('refuses an ID token, with the challenge of any request', async () => {
    expect(await refusalOf(open(await issuer.idToken()))).toEqual({
      status: 401,
      challenge: 'Bearer error="invalid_token", error_description="the token is not an access token"',
    })
  })

  it('refuses a token without the scope', async () => {
    expect(await refusalOf(open(await issuer.accessToken()))).toEqual({
      status: 403,
      challenge: 'Bearer error="insufficient_scope", scope="read:appointments"',
    })
  })
})

describe('the conversation', () => {
  const soon = (seconds: number) => Math.floor(Date.now() / 1000) + seconds

  it('ends when the token expires', async () => {
    const exp = soon(2)
    const socket = open(await issuer.accessToken({ scope, exp }))
    expect(await endOf(socket)).toEqual({ code: 4401, reason: 'ERR_TOKEN_EXPIRED' })
    expect(Date.now()).toBeGreaterThanOrEqual(exp * 1000 - 10)
  })

  it('goes on with a newer token of the same caller', async () => {
    const socket = open(await issuer.accessToken({ scope, exp: soon(2) }))
    const exp = soon(300)
    const token = await issuer.accessToken({ scope, exp })
    expect(await ask(socket, { type: 'renew', token })).toEqual({ type: 'renewed', expiresAt: exp })
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect(await ask(socket, {})).toMatchObject({ type: 'hello' })
    socket.close()
  })

  it.each<[string, () => Promise<unknown>]>([
    ['of another user', () => issuer.accessToken({ scope, sub: 'user-2' })],
    ['of another client', () => issuer.accessToken({ scope, client_id: 'client-2' })],
    ['that is an ID token', () => issuer.idToken()],
    ['that is no text', async () => ({ token: 1 })],
  ])('ends with a newer token %s', async (_name, mint) => {
    const socket = open(await issuer.accessToken({ scope }))
    await once(socket, 'open')
    const end = endOf(socket)
    socket.send(JSON.stringify({ type: 'renew', token: await mint() }))
    expect((await end).code).toBeGreaterThan(1000)
  })

  it('ends with the first message after the token was revoked', async () => {
    const socket = open(await issuer.accessToken({ scope, jti: 'token-1' }))
    await ask(socket, {})
    revoked.add('token-1')
    socket.send('{}')
    expect(await endOf(socket)).toEqual({ code: 4401, reason: 'ERR_TOKEN_REVOKED' })
  })

  it('asks for the scope of what is wanted', async () => {
    const reader = open(await issuer.accessToken({ scope }))
    expect(await ask(reader, { type: 'book' })).toEqual({ type: 'refused', code: 'ERR_INSUFFICIENT_SCOPE' })
    const writer = open(await issuer.accessToken({ scope: `${scope} write:appointments` }))
    expect(await ask(writer, { type: 'book' })).toEqual({ type: 'booked', for: 'user-1' })
    reader.close()
    writer.close()
  })
})

it('answers requests behind the same guard', async () => {
  const token = await issuer.accessToken({ scope })
  const response = await fetch(`${url.replace('ws', 'http')}/appointments`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(await response.json()).toEqual({ for: 'user-1' })
})
