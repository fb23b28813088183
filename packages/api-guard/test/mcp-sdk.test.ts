import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js'
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import express from 'express'
import request from 'supertest'
import { authErrorHandler } from '../src/index.js'
import { mcpGuard, tokenVerifier } from '../src/mcp.js'

let issuer: TestIssuer
let server: Server
let endpoint: string
let refusals: string[]

beforeAll(async () => {
  issuer = await startIssuer()
  server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`
  server.on('request', mcpApp())
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await issuer.close()
})
beforeEach(() => {
  refusals = []
})

/** An MCP server of two tools: one that anybody with a token may call, and one that needs a scope of its own. */
function mcpApp() {
  const app = express()
  app.use((_req, res, next) => {
    res.on('finish', () => {
      const challenge = res.getHeader('WWW-Authenticate')
      if (challenge !== undefined) refusals.push(`${res.statusCode} ${challenge}`)
    })
    next()
  })
  const operations = { 'tools/call': { transfer: ['payments:write'] } }
  app.use(mcpGuard({ resource: endpoint, issuer: issuer.issuer, scopes: ['mcp:use'], operations }))
  app.post('/mcp', async (req, res) => {
    const mcp = new McpServer({ name: 'bank', version: '1.0.0' })
    mcp.registerTool('whoami', { description: 'who' }, ({ authInfo }) => text(authInfo?.extra?.subject))
    mcp.registerTool('transfer', { description: 'pay' }, ({ authInfo }) => text(authInfo?.scopes.join(' ')))
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined } as never)
    res.on('close', () => void transport.close())
    await mcp.connect(transport as never)
    await transport.handleRequest(req as never, res, req.body)
  })
  app.use('/mcp', (_req, res) => void res.status(405).end())
  app.use(authErrorHandler())
  return app
}

function text(value: unknown) {
  return { content: [{ type: 'text' as const, text: String(value) }] }
}

/** What a client application keeps: in memory, from an empty state. */
class MemoryProvider implements OAuthClientProvider {
  redirectUrl = 'http://127.0.0.1:9/callback'
  clientMetadata = {
    redirect_uris: [this.redirectUrl],
    client_name: 'test',
    token_endpoint_auth_method: 'none',
  }
  logins: URL[] = []
  #client: never | undefined
  #tokens: never | undefined
  #verifier = ''
  clientInformation() {
    return this.#client
  }
  saveClientInformation(client: unknown) {
    this.#client = client as never
  }
  tokens() {
    return this.#tokens
  }
  // Without the refresh token: SDK v1 would use that for a step-up instead of a login, and get no new scope.
  saveTokens(tokens: object) {
    this.#tokens = { ...tokens, refresh_token: undefined } as never
  }
  redirectToAuthorization(url: URL) {
    this.logins.push(url)
  }
  saveCodeVerifier(verifier: string) {
    this.#verifier = verifier
  }
  codeVerifier() {
    return this.#verifier
  }
}

/** The user's browser: goes to the provider, which signs in at once, and returns the code. */
async function signIn(url: URL | undefined): Promise<string> {
  const response = await fetch(url ?? '', { redirect: 'manual' })
  return new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? ''
}

it('the client of SDK v1 finds the provider, registers, logs in, calls a tool, and steps up once', async () => {
  const authProvider = new MemoryProvider()
  const newTransport = () => new StreamableHTTPClientTransport(new URL(endpoint), { authProvider })
  const client = () => new Client({ name: 'test', version: '1.0.0' })

  const first = newTransport()
  await expect(client().connect(first as never)).rejects.toBeInstanceOf(UnauthorizedError)
  expect(authProvider.logins[0]?.searchParams.get('resource')).toBe(endpoint)
  expect(authProvider.logins[0]?.searchParams.get('scope')).toBe('mcp:use')
  await first.finishAuth(await signIn(authProvider.logins[0]))

  const user = client()
  const transport = newTransport()
  await user.connect(transport as never)
  const who = await user.callTool({ name: 'whoami' })
  expect(who.content).toEqual([{ type: 'text', text: 'user-1' }])

  await expect(user.callTool({ name: 'transfer' })).rejects.toBeInstanceOf(UnauthorizedError)
  expect(authProvider.logins).toHaveLength(2)
  expect(authProvider.logins[1]?.searchParams.get('scope')).toBe('mcp:use payments:write')
  await transport.finishAuth(await signIn(authProvider.logins[1]))
  const paid = await user.callTool({ name: 'transfer' })
  expect(paid.content).toEqual([{ type: 'text', text: 'mcp:use payments:write' }])
  expect(refusals.map((line) => line.slice(0, 3)).filter((status) => status === '403')).toHaveLength(1)
  await user.close()
})

describe("tokenVerifier, for the SDK's own requireBearerAuth", () => {
  it('answers a bad token with 401, an outage with 500, and a good one with AuthInfo', async () => {
    const guard = mcpGuard({ resource: endpoint, issuer: issuer.issuer })
    const app = express()
    app.use(requireBearerAuth({ verifier: tokenVerifier(guard) }), (req, res) => {
      res.json((req as { auth?: { extra?: object } }).auth?.extra)
    })
    const send = (token: string) => request(app).get('/').set('Authorization', `Bearer ${token}`)
    const good = await send(await issuer.accessToken({ aud: endpoint }))
    expect([good.status, good.body.subject]).toEqual([200, 'user-1'])
    for (const token of [await issuer.accessToken(), await issuer.idToken(), 'opaque']) {
      const response = await send(token)
      expect(response.status).toBe(401)
      expect(response.headers['www-authenticate']).toContain('error="invalid_token"')
    }
  })

  it('wants a guard that mcpGuard has made', () => {
    expect(() => tokenVerifier({ verify: async () => ({}) as never })).toThrow(TypeError)
  })
})
