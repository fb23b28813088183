import { audienceOf, isAuthError, parseJws } from '@tandem-auth/tokens'
import { ask, textOf } from './ask.js'
import { basicAuthorization } from './basic-authorization.js'
import { type Finding, note, ok, problem } from './finding.js'

export interface ResourceInput {
  readonly clientId: string
  readonly clientSecret: string
  readonly audience: string
}

/** Whether the provider issues a token for the API that a client names (RFC 8707). */
export async function checkResource(
  metadata: Readonly<Record<string, unknown>>,
  { clientId, clientSecret, audience }: ResourceInput,
): Promise<readonly Finding[]> {
  const endpoint = textOf(metadata, 'token_endpoint')
  if (endpoint === undefined) return []
  const authorization = basicAuthorization(clientId, clientSecret)
  const body = new URLSearchParams({ grant_type: 'client_credentials', resource: audience })
  const reply = await ask(endpoint, { method: 'POST', headers: { authorization }, body })
  const token = typeof reply === 'string' ? undefined : reply.json?.access_token
  if (typeof token !== 'string') {
    return [note('resource', 'not checked: the client gets no token by client credentials')]
  }
  const found = audiencesIn(token)
  if (found === undefined) return [note('resource', 'not checked: the access token is opaque')]
  if (found.includes(audience)) return [ok('resource', `the provider issues tokens for ${audience}`)]
  const text = `the provider ignores "resource": the token is for ${found.join(', ') || 'nobody'}, not for ${audience}`
  return [problem('resource', text, 'configure the audience at the provider, as its page in docs/providers says')]
}

function audiencesIn(token: string): readonly string[] | undefined {
  try {
    return audienceOf(parseJws(token).unverifiedPayload) ?? []
  } catch (error) {
    if (isAuthError(error)) return undefined
    throw error
  }
}
