import { randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair } from 'jose'
import type { ClientMetadata, Configuration, KoaContextWithOIDC } from 'oidc-provider'
import { findAccount } from './accounts.js'
import { createMemoryAdapter } from './memory-adapter.js'
import { errorPage, signedOutPage, signOutPage } from './pages/provider.js'

/** The APIs this provider issues access tokens for. An identifier is a name, not an address: nothing is fetched from it. */
export const apiScopes: Readonly<Record<string, string>> = {
  'https://appointments.example': 'read:appointments write:appointments',
  'https://billing.example': 'read:invoices',
}

/** What the demo says about a client; everything else is the same for all of them. */
export interface ProviderClient {
  readonly id: string
  readonly name?: string
  /** Without one it is a public client: PKCE alone. */
  readonly secret?: string
  readonly redirectUris: readonly string[]
  /** Without them: authorization_code and refresh_token. */
  readonly grantTypes?: readonly string[]
  readonly postLogoutRedirectUris?: readonly string[]
  readonly backchannelLogoutUri?: string
  /** How long its access tokens live, in seconds; 600 when left out. */
  readonly accessTokenLifetime?: number
}

/** Settings for `oidc-provider`: everything of ours, so that nothing of its development defaults is left. */
export async function createProviderConfig(clients: readonly ProviderClient[]): Promise<Configuration> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const signingKey = { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' }
  const lifetimes = new Map(clients.map(({ id, accessTokenLifetime }) => [id, accessTokenLifetime]))

  return {
    adapter: createMemoryAdapter(),
    clients: clients.map(toMetadata),
    jwks: { keys: [signingKey] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    claims: {
      openid: ['sub'],
      profile: ['name', 'given_name', 'family_name', 'updated_at'],
      email: ['email', 'email_verified'],
    },
    findAccount: (_ctx, id) => findAccount(id),
    responseTypes: ['code'],
    pkce: { required: () => true },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    loadExistingGrant: grantEverythingAskedFor,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    clockTolerance: 0,
    clientBasedCORS: () => false,
    // The web app lives on loopback, which the provider's own guard against requests into private networks refuses.
    fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined } as RequestInit),
    renderError: async (ctx, out) => {
      ctx.type = 'html'
      ctx.body = errorPage(out.error, out.error_description).markup
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      dPoP: { enabled: false },
      backchannelLogout: { enabled: true },
      revocation: { enabled: true, allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: async (ctx, form) => {
          ctx.body = signOutPage(form, ctx.oidc.client?.clientName).markup
        },
        postLogoutSuccessSource: async (ctx) => {
          ctx.body = signedOutPage().markup
        },
      },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: async () => true,
        getResourceServerInfo: async (_ctx, resource, client) => ({
          scope: apiScopes[resource] ?? '',
          audience: resource,
          accessTokenFormat: 'jwt',
          accessTokenTTL: lifetimes.get(client.clientId) ?? 600,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    ttl: {
      ClientCredentials: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? 600,
      AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? 600,
      AuthorizationCode: 60,
      Grant: 86_400,
      IdToken: 600,
      Interaction: 600,
      RefreshToken: 86_400,
      Session: 86_400,
    },
  }
}

function toMetadata(client: ProviderClient): ClientMetadata {
  return {
    client_id: client.id,
    client_name: client.name ?? client.id,
    ...(client.secret === undefined
      ? { token_endpoint_auth_method: 'none' }
      : { client_secret: client.secret, token_endpoint_auth_method: 'client_secret_basic' }),
    redirect_uris: [...client.redirectUris],
    post_logout_redirect_uris: [...(client.postLogoutRedirectUris ?? [])],
    ...(client.backchannelLogoutUri !== undefined && {
      backchannel_logout_uri: client.backchannelLogoutUri,
      backchannel_logout_session_required: true,
    }),
    require_auth_time: true,
    response_types: ['code'],
    grant_types: [...(client.grantTypes ?? ['authorization_code', 'refresh_token'])],
  }
}

/** No consent page: every client here belongs to the house. A provider with clients of other people asks its users. */
async function grantEverythingAskedFor(ctx: KoaContextWithOIDC) {
  const { client, session, resourceServers, provider } = ctx.oidc
  if (client === undefined || session?.accountId === undefined) return undefined
  const known = session.grantIdFor(client.clientId)
  const grant =
    (known && (await provider.Grant.find(known))) ||
    new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
  grant.addOIDCScope('openid profile email offline_access')
  for (const [resource, server] of Object.entries(resourceServers ?? {})) grant.addResourceScope(resource, server.scope)
  await grant.save()
  return grant
}
