import { type Claims, claim, scopeClaim, stringArrayClaim, stringClaim } from '../jwt/claims.js'
import { firstPresentClaim, likelyIdToken, member, wrongKind } from './profile-parts.js'
import type { ProfileRefusal, TokenProfile } from './token-profile.js'

/**
 * FusionAuth: access tokens and ID tokens have the same type, issuer, audience and `scope`. An access token of a user
 * names the Application it was issued for (`applicationId`); one of an Entity comes from client credentials. `nonce`
 * stands in ID tokens alone, and `tty`, which no lambda can write, is "at" where it is there.
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
  introspection: {
    // What it answers when the token was issued for another Application, and when the client's secret is wrong.
    inactiveStatuses: [401],
    // It isn't known to refuse ID tokens: what holds for the token holds for the answer.
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
  if (applicationOf(claims) !== undefined || isOfEntity(header, claims)) return undefined
  return wrongKind(
    'This FusionAuth token names no Application ("applicationId"). Either it is an ID token, or the user isn\'t registered for the Application: register them, and send the access token.',
  )
}

function applicationOf(claims: Claims): string | undefined {
  return stringClaim(claims, 'applicationId')
}

// What only a login leaves in a token.
const userMarks = ['auth_time', 'authenticationType', 'sid', 'email', 'preferred_username']

function isOfEntity(header: Claims, claims: Claims): boolean {
  if (firstPresentClaim(claims, userMarks) !== undefined || stringClaim(claims, 'sub') === undefined) return false
  return isFromClientCredentials(header, claims) || claim(claims, 'permissions') !== undefined
}

// "gty" stood in the header from 1.36 to 1.59, and stands in the body since.
function isFromClientCredentials(header: Claims, claims: Claims): boolean {
  return [claim(claims, 'gty'), claim(header, 'gty')].some(
    (grants) => Array.isArray(grants) && grants.includes('client_credentials'),
  )
}

// A flat list that was granted for several Entities doesn't say for which.
function entityPermissions(claims: Claims, api: readonly string[]): readonly string[] {
  const permissions = claim(claims, 'permissions')
  if (Array.isArray(permissions))
    return typeof claim(claims, 'aud') === 'string' ? stringArrayClaim(claims, 'permissions') : []
  return api.flatMap((entity) => {
    const own = member(permissions, entity)
    return Array.isArray(own) ? own.filter((permission) => typeof permission === 'string') : []
  })
}
