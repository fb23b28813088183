import type { Claims } from '../claims.js'
import { ProtocolError } from '../http/protocol-error.js'
import type { Provider } from '../provider.js'
import { isActive } from '../state/grants.js'
import { issueAccessToken } from '../tokens/issue-access-token.js'
import { narrowScope, readResources } from '../tokens/narrow-grant.js'
import { applyExchangePolicy } from './exchange-policy.js'
import type { GrantType } from './grant-type.js'

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'
const tokenTypes = [accessTokenType, 'urn:ietf:params:oauth:token-type:jwt']

/**
 * Exchanges an access token for one with another audience. The actor is the one of `actor_token`, or the client.
 *
 * @see RFC 8693, 2
 */
export const exchangeToken: GrantType = async (provider, { client, form, confirmation }) => {
  const subject = readToken(provider, form, 'subject_token')
  const actor = form.has('actor_token') ? readToken(provider, form, 'actor_token') : undefined
  if (!tokenTypes.includes(form.get('requested_token_type') ?? accessTokenType)) {
    throw new ProtocolError('invalid_request', 'requested_token_type must be an access token')
  }
  const resources = readResources(provider, form)
  const scope = scopeOf(provider, subject, form.get('scope'))
  await applyExchangePolicy(provider, {
    clientId: client.clientId,
    subject,
    actor,
    resources,
    scopes: scope.split(' '),
  })

  const act = actorOf(subject, actor ?? { sub: client.clientId })
  const sub = String(subject.sub)
  const response = await issueAccessToken(provider, { client, sub, scope, resources, confirmation, extra: { act } })
  return { ...response, issued_token_type: accessTokenType }
}

function readToken({ grants }: Provider, form: URLSearchParams, name: 'subject_token' | 'actor_token'): Claims {
  const token = grants.accessTokens.get(form.get(name) ?? '')
  if (token === undefined || !isActive(token)) throw new ProtocolError('invalid_request', `${name} is not active`)
  if (!tokenTypes.includes(form.get(`${name}_type`) ?? '')) {
    throw new ProtocolError('invalid_request', `${name}_type must be an access token`)
  }
  return token.claims
}

/** Scopes of another API than the token's own are the policy's decision. */
function scopeOf({ options }: Provider, { scope }: Claims, requested: string | null): string {
  const granted = String(scope ?? '')
  return options.tokenExchange === undefined ? narrowScope(granted, requested) : (requested ?? granted)
}

/** The current actor outside, earlier ones inside (RFC 8693, 4.1). */
export function actorOf({ act: earlier }: Claims, { sub, iss }: Claims): Claims {
  return { sub, ...(iss !== undefined && { iss }), ...(earlier !== undefined && { act: earlier }) }
}
