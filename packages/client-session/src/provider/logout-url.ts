import type { IssuerMetadata } from '@tandem-auth/tokens'

/** What is known of the ended session, for the provider's logout URL. */
export interface LogoutFacts {
  readonly clientId: string
  readonly sub: string
  readonly sid: string | undefined
  /** The raw ID token, if it was kept. */
  readonly idToken: string | undefined
  /** Where the provider sends the browser afterwards; registered there. */
  readonly returnTo: string
}

/** Okta's logout endpoint refuses a request without `id_token_hint`. */
export function cannotLogOutWithoutIdToken(issuer: string): boolean {
  return isHostOf(issuer, ['okta.com', 'oktapreview.com', 'okta-emea.com'])
}

/**
 * The URL that ends the session at the provider; `undefined` for a provider without one.
 * @see OpenID Connect RP-Initiated Logout 1.0, 2
 */
export function logoutUrl(metadata: IssuerMetadata, facts: LogoutFacts): URL | undefined {
  const { issuer, end_session_endpoint: endSession, authorization_endpoint: authorization } = metadata
  // Cognito's end_session_endpoint does not take the standard's parameters.
  if (isCognito(issuer) && typeof authorization === 'string') return cognito(authorization, facts)
  if (typeof endSession === 'string') return standard(endSession, facts)
  if (isAuth0(metadata)) return auth0(issuer, facts)
  if (isHostOf(issuer, ['api.workos.com']) && facts.sid !== undefined) return workos(facts.sid, facts)
  return undefined
}

function standard(endpoint: string, facts: LogoutFacts): URL {
  const { clientId, sub, sid, idToken, returnTo } = facts
  // Without the ID token the provider may ask for confirmation; the hint names the session.
  const [hint, value] = idToken === undefined ? ['logout_hint', sid ?? sub] : ['id_token_hint', idToken]
  return withParams(endpoint, { client_id: clientId, post_logout_redirect_uri: returnTo, [hint]: value })
}

function cognito(authorizationEndpoint: string, { clientId, returnTo }: LogoutFacts): URL {
  return withParams(new URL('/logout', authorizationEndpoint).href, { client_id: clientId, logout_uri: returnTo })
}

function auth0(issuer: string, { clientId, returnTo }: LogoutFacts): URL {
  return withParams(new URL('/v2/logout', issuer).href, { client_id: clientId, returnTo })
}

function workos(sessionId: string, { returnTo }: LogoutFacts): URL {
  const endpoint = 'https://api.workos.com/user_management/sessions/logout'
  return withParams(endpoint, { session_id: sessionId, return_to: returnTo })
}

function isCognito(issuer: string): boolean {
  const { hostname } = new URL(issuer)
  return hostname.startsWith('cognito-idp.') && isHostOf(issuer, ['amazonaws.com', 'amazonaws.com.cn'])
}

// Only Auth0 has this member, which recognizes a tenant on a custom domain.
function isAuth0(metadata: IssuerMetadata): boolean {
  return isHostOf(metadata.issuer, ['auth0.com']) || typeof metadata.mfa_challenge_endpoint === 'string'
}

function isHostOf(url: string, domains: readonly string[]): boolean {
  const { hostname } = new URL(url)
  return domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`))
}

function withParams(endpoint: string, params: Readonly<Record<string, string>>): URL {
  const url = new URL(endpoint)
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value)
  return url
}
