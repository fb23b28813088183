import { type Claims, stringClaim } from '../jwt/claims.js'
import { quote } from '../quote.js'
import type { Advice, IssuerTemplate, ProfileRefusal, VerifiedToken } from './token-profile.js'

const login = 'https://login.microsoftonline.com'
const tenantIssuer = `${login}/{tenantid}/v2.0`
const tenantIssuerV1 = 'https://sts.windows.net/{tenantid}/'

const manyTenants = new Map([
  [`${login}/common/v2.0`, 'common'],
  [`${login}/organizations/v2.0`, 'organizations'],
  [tenantIssuer, 'common'],
])

const guid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const ofTenant = new RegExp(`^https://login\\.microsoftonline\\.com/${guid}/v2\\.0$`)
const ofTenantV1 = new RegExp(`^https://sts\\.windows\\.net/${guid}/$`)
const tenantId = new RegExp(`^${guid}$`)

/** The issuers that stand for many tenants. Version 1 uses the keys of version 2, because only these name their issuer. */
export function templateOf(issuer: string): IssuerTemplate | undefined {
  const isV1 = issuer === tenantIssuerV1
  const tenants = isV1 ? 'common' : manyTenants.get(issuer)
  if (tenants === undefined) return undefined
  const pattern = isV1 ? ofTenantV1 : ofTenant
  return {
    discoveryIssuer: `${login}/${tenants}/v2.0`,
    metadataIssuer: tenantIssuer,
    matches: (unverifiedIssuer) => pattern.test(unverifiedIssuer),
  }
}

/**
 * `tid`, `iss` and the issuer that the key names must be the same tenant. The key set of "common" holds keys that sign for
 * one tenant only; without this check the owner of such a key could sign for every tenant.
 */
export function agreesOnTenant(token: VerifiedToken): ProfileRefusal | undefined {
  const { claims, issuer, keyIssuer, configuredIssuer } = token
  const tenant = stringClaim(claims, 'tid')
  if (tenant === undefined || !tenantId.test(tenant)) return disagrees('"tid" isn\'t a tenant id')
  const path = pathOf(issuer)
  if (path !== `/${tenant}/v2.0` && path !== `/${tenant}/`) return disagrees('"tid" and "iss" differ')
  if (keyIssuer === undefined) {
    return templateOf(configuredIssuer) === undefined ? undefined : disagrees('the key names no issuer')
  }
  const named = keyIssuer.replace('{tenantid}', tenant)
  // The keys of version 2 also sign version 1. A single tenant's keys may name it under another host (External ID).
  const isExact = path.endsWith('/v2.0') && templateOf(configuredIssuer) !== undefined
  const agrees = isExact ? named === issuer : pathOf(named) === `/${tenant}/v2.0`
  return agrees ? undefined : disagrees('the key signs for another tenant')
}

function pathOf(issuer: string): string {
  return URL.canParse(issuer) ? new URL(issuer).pathname : ''
}

function disagrees(reason: string): ProfileRefusal {
  return { code: 'ERR_TOKEN_ISSUER', hint: `The tenant of this token can't be established: ${reason}.` }
}

const graph = ['00000003-0000-0000-c000-000000000000', 'https://graph.microsoft.com', 'https://graph.microsoft.com/']

export const entraAdvice: Advice = {
  accessToken: (api) => `ask Entra for a scope of this API, api://${api}/{scope}, not only for "openid profile".`,
  audience(audience, api) {
    if (audience?.some((name) => graph.includes(name))) {
      return `That is Microsoft Graph. The client has to ask for a scope of this API: api://${api}/{scope}.`
    }
    if (audience?.some((name) => name.startsWith('api://'))) {
      return 'In tokens of version 2 the audience is always the client id of the API, a GUID.'
    }
    return undefined
  },
  issuer: (issuer, claims) => versionAdvice(issuer, claims),
}

function versionAdvice(issuer: string, claims: Claims): string | undefined {
  const audience = stringClaim(claims, 'aud')
  if (audience !== undefined && graph.includes(audience)) return entraAdvice.audience?.([audience], '{clientId}')
  if (ofTenantV1.test(issuer)) {
    return 'This is a token of version 1. Set api.requestedAccessTokenVersion (older manifests: accessTokenAcceptedVersion) of this API to 2.'
  }
  if (ofTenant.test(issuer)) {
    return `This is a token of version 2, or of another tenant; version 1 would come from ${quote('https://sts.windows.net/{tenantid}/')}.`
  }
  return undefined
}
