import { claim, scopeClaim, stringArrayClaim, stringClaim } from '../jwt/claims.js'
import { agreesOnTenant, entraAdvice, templateOf } from './entra-issuers.js'
import { firstMissingString, likelyIdToken, member, wrongClaims, wrongKind } from './profile-parts.js'
import type { TokenProfile, VerifiedToken } from './token-profile.js'

// The client of an access token, and how it authenticated. Claims mapping can't write any of these, nor "scp", "roles",
// "idtyp", "ver" and "tid".
const clientClaims = new Map<unknown, readonly string[]>([
  ['1.0', ['appid', 'appidacr']],
  ['2.0', ['azp', 'azpacr']],
])

/**
 * Microsoft Entra ID and Entra External ID, tokens of version 1 and 2. An access token names its client and how that
 * client authenticated, which an ID token never does. An issuer of many tenants is written
 * `https://login.microsoftonline.com/common/v2.0`, or with `organizations` or `{tenantid}`.
 */
export const entra: TokenProfile = {
  name: 'entra',
  hosts: [
    'login.microsoftonline.com',
    'login.microsoftonline.us',
    'login.partner.microsoftonline.cn',
    'sts.windows.net',
    '.ciamlogin.com',
  ],
  headerTypes: ['jwt', 'at+jwt'],
  screen({ header, claims }) {
    if (claim(header, 'nonce') !== undefined) return wrongKind(graphHint)
    const names = clientClaims.get(claim(claims, 'ver'))
    const missing = names === undefined ? 'ver' : firstMissingString(claims, names)
    return missing === undefined ? undefined : likelyIdToken(`every access token of Entra has "${missing}"`)
  },
  prove: (token) => refuseEmptyGrant(token) ?? agreesOnTenant(token),
  clientId: (claims) => stringClaim(claims, claim(claims, 'ver') === '1.0' ? 'appid' : 'azp'),
  scopes: (claims) => scopeClaim(claims, 'scp'),
  permissions: (claims) => stringArrayClaim(claims, 'roles'),
  isMachine(claims) {
    const type = claim(claims, 'idtyp')
    if (type === 'app') return true
    if (type === 'user' || scopeClaim(claims, 'scp').length > 0) return false
    const subject = stringClaim(claims, 'sub')
    return subject !== undefined && subject === stringClaim(claims, 'oid') ? true : undefined
  },
  // Only Entra says how the client authenticated.
  recognizes: ({ claims }) => ['appidacr', 'azpacr'].some((name) => claim(claims, name) !== undefined),
  templateOf,
  advice: entraAdvice,
  clientIdAudience: true,
}

/**
 * Entra, only for users of these tenants. An issuer of many tenants otherwise accepts tokens of every tenant in which this
 * API has been admitted.
 * @throws TypeError for anything but tenant ids
 */
export function entraTenants(options: { readonly tenants: readonly string[] }): TokenProfile {
  const tenants: unknown = member(options, 'tenants')
  if (!Array.isArray(tenants) || tenants.length === 0 || !tenants.every(isTenantId)) {
    throw new TypeError('entraTenants: "tenants" must be a non-empty array of tenant ids')
  }
  const allowed = new Set<unknown>(tenants)
  return {
    ...entra,
    prove(token) {
      const refusal = entra.prove(token)
      if (refusal !== undefined || allowed.has(claim(token.claims, 'tid'))) return refusal
      return { code: 'ERR_TOKEN_ISSUER', hint: 'The tenant of this token isn\'t among the "tenants" of entraTenants.' }
    },
  }
}

const tenantId = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/

function isTenantId(value: unknown): boolean {
  return typeof value === 'string' && tenantId.test(value)
}

const graphHint =
  'This token is for Microsoft Graph or another service of Microsoft (its header has a "nonce"), and only that service can check it. The client has to ask for a scope of this API: api://{clientId}/{scope}.'

function refuseEmptyGrant({ claims }: VerifiedToken) {
  if (scopeClaim(claims, 'scp').length > 0 || stringArrayClaim(claims, 'roles').length > 0) return undefined
  return wrongClaims(
    'This token of a client grants nothing: it has neither "scp" nor "roles". Define app roles with the member type Applications, assign one to the client, and turn on "Assignment required".',
  )
}
