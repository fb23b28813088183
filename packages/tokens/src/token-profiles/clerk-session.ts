import { claim, listClaim, stringClaim } from '../claims.js'
import { firstPresent, member, wrongClaims, wrongKind } from './profile-parts.js'
import type { TokenProfile, VerifiedToken } from './token-profile.js'

export interface ClerkSessionOptions {
  /** The origins of the web apps whose users may call, as in `https://app.example.com`. */
  readonly origins: readonly string[]
}

/**
 * Takes Clerk's session tokens: what its front end holds for a minute at a time. This is no OAuth access token; it names
 * no audience, no client and no scope, and is good for every API that trusts this Clerk instance. What binds it is `azp`,
 * the origin it was issued to.
 * @throws TypeError for anything but origins
 */
export function clerkSession(options: ClerkSessionOptions): TokenProfile {
  const origins = new Set(parseOrigins(member(options, 'origins')))
  return {
    name: 'clerk-session',
    headerTypes: ['jwt', ''],
    prove: (token) => proveSession(token, origins),
    clientId: () => undefined,
    scopes: () => [],
    permissions: (claims) => listClaim(claims, 'org_permissions'),
    isMachine: () => false,
    withoutAudience: true,
  }
}

function proveSession({ claims }: VerifiedToken, origins: ReadonlySet<string>) {
  const isSession = stringClaim(claims, 'sid')?.startsWith('sess_') && stringClaim(claims, 'sub')?.startsWith('user_')
  if (isSession !== true || firstPresent(claims, ['nonce', 'client_id', 'scope', 'scp']) !== undefined) {
    return wrongKind('This is no session token of Clerk.')
  }
  // A session whose tasks are pending isn't signed in yet.
  if (![undefined, 'active'].includes(claim(claims, 'sts') as string | undefined)) {
    return wrongClaims("The Clerk session of this token isn't active.")
  }
  const origin = stringClaim(claims, 'azp')
  if (origin !== undefined && origins.has(origin)) return undefined
  return {
    code: 'ERR_TOKEN_CLIENT' as const,
    hint: 'The origin of this session token ("azp") isn\'t among the "origins" of clerkSession.',
  }
}

function parseOrigins(origins: unknown): readonly string[] {
  if (Array.isArray(origins) && origins.length > 0 && origins.every(isOrigin)) return origins
  throw new TypeError(
    'clerkSession: "origins" must be an array of origins such as https://app.example.com, and not empty',
  )
}

function isOrigin(origin: unknown): boolean {
  return typeof origin === 'string' && URL.canParse(origin) && new URL(origin).origin === origin
}
