import { randomUUID } from 'node:crypto'
import type { Claims } from './claims.js'
import { epochSeconds } from './epoch-seconds.js'
import type { Provider } from './provider.js'
import { issueAccessToken } from './tokens/issue-access-token.js'

/** Whom and what an access token is for. */
export interface IssueRequest {
  /** By default the first client. */
  clientId?: string
  /** By default that of the option `accessToken`. */
  audience?: string | string[]
  /** By default none. */
  scope?: string
}

/** Makes tokens by hand, and registers them so that introspection knows them. */
export function mintingOf(provider: Provider) {
  const { mint, grants, issuer } = provider
  return {
    ...mint,
    async accessToken(...parts: Parameters<typeof mint.accessToken>) {
      const token = await mint.accessToken(...parts)
      const claims: Claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
      grants.accessTokens.set(token, { claims, revoked: false })
      return token
    },
    opaqueToken(claims: Claims = {}) {
      const now = epochSeconds()
      const token = `opaque-${randomUUID()}`
      const defaults = { iss: issuer, sub: 'user-1', aud: 'https://api.example.com', client_id: 'client-1', scope: '' }
      grants.accessTokens.set(token, { claims: { ...defaults, iat: now, exp: now + 300, ...claims }, revoked: false })
      return token
    },
    issueAccessToken: (request: IssueRequest = {}) => issueForUser(provider, request),
  }
}

async function issueForUser(provider: Provider, request: IssueRequest): Promise<string> {
  const { clientId, audience = [], scope = '' } = request
  const client = clientId === undefined ? provider.clients.all()[0] : provider.clients.find(clientId)
  const session = provider.sessions.current() ?? provider.sessions.logIn()
  if (client === undefined || session === undefined) throw new TypeError('issueAccessToken: no such client, or no user')
  const resources = [audience].flat()
  const { authTime, acr } = session
  const grant = { clientId: client.clientId, session, scope, resources, authTime, acr, revoked: false }
  const response = await issueAccessToken(provider, { client, sub: session.sub, scope, resources, grant })
  return String(response.access_token)
}
