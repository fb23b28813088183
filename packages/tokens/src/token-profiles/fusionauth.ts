import { audienceOf, type Claims, claim, scopeClaim, stringArrayClaim, stringClaim } from '../jwt/claims.js'
import { firstPresentClaim, likelyIdToken, member, wrongKind } from './profile-parts.js'
import type { ProfileRefusal, TokenProfile } from './token-profile.js'

/**
 * FusionAuth: access tokens and ID tokens have the same type, issuer, audience and `scope`, and a lambda can add
 * `applicationId`, `roles` and `permissions` to either. Nobody can write `tty`, which is "at" in access tokens, and `gty`,
 * which has "client_credentials" for an Entity. Versions without `tty` need an audience that isn't the Application.
 */
export const fusionauth: TokenProfile = {
  name: 'fusionauth',
  hosts: ['.fusionauth.io'],
  headerTypes: ['jwt'],
  screen: ({ claims }) => refuseIdToken(claims),
  prove: ({ header, claims }) => requireProof(header, claims),
  // Of client credentials, "sub" is the Entity that calls.
  clientId: (claims) => applicationOf(claims) ?? stringClaim(claims, 'sub'),
  scopes: (claims) => scopeClaim(claims, 'scope'),
  permissions: (claims, api) =>
    applicationOf(claims) === undefined ? entityPermissions(claims, api) : stringArrayClaim(claims, 'roles'),
  isMachine: (claims) => applicationOf(claims) === undefined,
  recognizes: ({ claims }) => claim(claims, 'tty') !== undefined,
  introspection: {
    // Its response to a token of another Application, and to a wrong client secret.
    inactiveStatuses: [401],
    // It isn't known to refuse ID tokens, so the response is checked like a token.
    refuse: (response) => refuseIdToken(response) ?? requireProof({}, response),
  },
  advice: {
    accessToken: (api) => `in FusionAuth it is \`access_token\`, and its audience is the Application id (here ${api}).`,
    audience: () =>
      'The audience of a FusionAuth access token is the id of the Application, or of the target Entity, unless a populate lambda sets "aud".',
  },
  clientIdAudience: true,
}

const idTokenMarks = ['nonce', 'at_hash', 'c_hash']

function refuseIdToken(claims: Claims): ProfileRefusal | undefined {
  const type = claim(claims, 'tty')
  if (type !== undefined && type !== 'at') return likelyIdToken('its "tty" isn\'t "at"')
  const mark = firstPresentClaim(claims, idTokenMarks)
  if (mark === undefined) return undefined
  return likelyIdToken(`access tokens of FusionAuth have no "${mark}"`)
}

function requireProof(header: Claims, claims: Claims): ProfileRefusal | undefined {
  if (isOfEntity(header, claims)) return undefined
  const application = applicationOf(claims)
  if (application === undefined) {
    return wrongKind(
      'This FusionAuth token names no Application ("applicationId"). Either it is an ID token, or the user isn\'t registered for the Application: register them, and send the access token.',
    )
  }
  // An ID token is always addressed to its Application.
  if (claim(claims, 'tty') === 'at' || audienceOf(claims)?.includes(application) === false) return undefined
  return wrongKind(
    'Nothing in this FusionAuth token shows that it is an access token: it has no "tty", which current versions write, and its audience is the Application, as in an ID token. Update FusionAuth, or let a populate lambda for access tokens set "aud" to an identifier of this API.',
  )
}

function applicationOf(claims: Claims): string | undefined {
  return stringClaim(claims, 'applicationId')
}

// Claims that only a login leaves in a token.
const userMarks = ['auth_time', 'authenticationType', 'sid', 'email', 'preferred_username']

function isOfEntity(header: Claims, claims: Claims): boolean {
  if (isFromClientCredentials(header, claims)) return true
  return claim(claims, 'tty') === 'at' && firstPresentClaim(claims, ['applicationId', ...userMarks]) === undefined
}

// In the header from 1.36 to 1.59, and in the body since.
function isFromClientCredentials(header: Claims, claims: Claims): boolean {
  return [claim(claims, 'gty'), claim(header, 'gty')].some(
    (grants) => Array.isArray(grants) && grants.includes('client_credentials'),
  )
}

// A flat list in a token for several Entities doesn't say which Entity a permission is for.
function entityPermissions(claims: Claims, api: readonly string[]): readonly string[] {
  const permissions = claim(claims, 'permissions')
  if (Array.isArray(permissions))
    return typeof claim(claims, 'aud') === 'string' ? stringArrayClaim(claims, 'permissions') : []
  return api.flatMap((entity) => {
    const own = member(permissions, entity)
    return Array.isArray(own) ? own.filter((permission) => typeof permission === 'string') : []
  })
}
