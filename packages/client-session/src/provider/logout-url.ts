import { detectProfile, type EndedSession, type IssuerMetadata, publisherOf } from '@tandem-auth/tokens'

/** Whether the provider's logout endpoint refuses a request without `id_token_hint`. */
export function requiresIdTokenAtLogout(issuer: string): boolean {
  return detectProfile(issuer).logout?.requiresIdToken === true
}

/**
 * The URL that ends the session at the provider; `undefined` for a provider without one.
 * @see OpenID Connect RP-Initiated Logout 1.0, 2
 */
export function logoutUrl(
  metadata: IssuerMetadata,
  session: EndedSession,
  parameters: Readonly<Record<string, string>> = {},
): URL | undefined {
  const url = urlOfSession(metadata, session)
  // What names the client, the session or the way back is ours.
  for (const [name, value] of Object.entries(parameters)) {
    if (url?.searchParams.has(name) === false) url.searchParams.set(name, value)
  }
  return url
}

function urlOfSession(metadata: IssuerMetadata, session: EndedSession): URL | undefined {
  const own = publisherOf(metadata)?.logout?.url?.(metadata, session)
  if (own !== undefined) return own
  const { end_session_endpoint: endpoint } = metadata
  return typeof endpoint === 'string' ? standardUrl(endpoint, session) : undefined
}

function standardUrl(endpoint: string, { clientId, sub, sid, idToken, returnTo }: EndedSession): URL {
  const url = new URL(endpoint)
  url.searchParams.set('client_id', clientId)
  url.searchParams.set('post_logout_redirect_uri', returnTo)
  // Without the ID token the provider may ask for confirmation; the hint says whose session it is.
  if (idToken === undefined) url.searchParams.set('logout_hint', sid ?? sub)
  else url.searchParams.set('id_token_hint', idToken)
  return url
}
