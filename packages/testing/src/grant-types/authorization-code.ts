import { createHash } from 'node:crypto'
import { epochSeconds } from '../epoch-seconds.js'
import { ProtocolError } from '../http/protocol-error.js'
import type { Confirmation } from '../proof/confirmation.js'
import { isNew, type Provider } from '../provider.js'
import type { AuthorizationCode } from '../state/grants.js'
import { narrowAuthorizationDetails } from '../tokens/authorization-details.js'
import { issueAccessToken } from '../tokens/issue-access-token.js'
import { issueIdToken } from '../tokens/issue-id-token.js'
import { issueRefreshToken } from '../tokens/issue-refresh-token.js'
import { narrowResources } from '../tokens/narrow-grant.js'
import type { GrantType } from './grant-type.js'

/** @see RFC 6749, 4.1.3, and RFC 7636, 4.6 */
export const redeemCode: GrantType = async (provider, { client, form, confirmation }) => {
  const code = takeCode(provider, form.get('code') ?? '')
  const { grant, redirectUri } = code
  if (grant.clientId !== client.clientId) throw new ProtocolError('invalid_grant', 'the code belongs to another client')
  if (form.get('redirect_uri') !== redirectUri) {
    provider.violations.push('token: the redirect_uri differs from that of the authorization request')
    throw new ProtocolError('invalid_grant', 'the redirect_uri differs from that of the authorization request')
  }
  checkVerifier(provider, code, form.get('code_verifier'))
  checkKey(provider, code, confirmation)

  const { scope, session } = grant
  const authorizationDetails = narrowAuthorizationDetails(provider, grant.authorizationDetails, form)
  const resources = narrowResources(provider, grant.resources, form)
  const response = await issueAccessToken(provider, {
    client,
    sub: session.sub,
    scope,
    resources,
    grant,
    confirmation,
    authorizationDetails,
  })
  Object.assign(response, issueRefreshToken(provider, grant, confirmation))
  if (scope.split(' ').includes('openid')) {
    response.id_token = await issueIdToken(provider, grant, String(response.access_token), grant.nonce)
  }
  return response
}

/** Using a code a second time revokes the tokens that the first use returned (RFC 6749, 4.1.2). */
function takeCode({ grants, violations }: Provider, name: string): AuthorizationCode {
  const code = grants.codes.get(name)
  if (code === undefined || code.expiresAt < epochSeconds()) {
    throw new ProtocolError('invalid_grant', 'unknown or expired code')
  }
  if (code.used) {
    code.grant.revoked = true
    violations.push('token: an authorization code was used twice')
    throw new ProtocolError('invalid_grant', 'the code was already used')
  }
  code.used = true
  return code
}

function checkVerifier(provider: Provider, { codeChallenge }: AuthorizationCode, verifier: string | null): void {
  if (codeChallenge === undefined) {
    if (verifier === null) return
    provider.violations.push('token: a code_verifier without a code_challenge')
    throw new ProtocolError('invalid_grant', 'the authorization request had no code_challenge')
  }
  if (verifier === null || createHash('sha256').update(verifier).digest('base64url') !== codeChallenge) {
    provider.violations.push('token: the code_verifier does not match')
    throw new ProtocolError('invalid_grant', 'the code_verifier does not match')
  }
  if (!/^[\w.~-]{43,128}$/.test(verifier))
    provider.violations.push('token: the code_verifier has a wrong length or character set')
  if (entropyOf(verifier) < 180) provider.violations.push('token: the code_verifier has less than 180 bits of entropy')
  if (!isNew(provider, `verifier ${verifier}`)) provider.violations.push('token: a code_verifier was used twice')
}

/** @see RFC 9449, 10 */
function checkKey(provider: Provider, { dpopJkt }: AuthorizationCode, confirmation: Confirmation | undefined): void {
  if (dpopJkt === undefined || dpopJkt === confirmation?.jkt) return
  provider.violations.push('token: the proof is not of the key that dpop_jkt names')
  throw new ProtocolError('invalid_grant', 'the code is bound to another DPoP key')
}

/** Shannon entropy in bits, as the conformance suite measures it. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  return [...counts.values()].reduce((sum, count) => sum - count * Math.log2(count / text.length), 0)
}
