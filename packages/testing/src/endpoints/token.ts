import { authenticateClient } from '../client-authentication/authenticate-client.js'
import { redeemCode } from '../grant-types/authorization-code.js'
import { grantClientCredentials } from '../grant-types/client-credentials.js'
import type { GrantType } from '../grant-types/grant-type.js'
import { exchangeOnBehalfOf } from '../grant-types/on-behalf-of.js'
import { redeemRefreshToken } from '../grant-types/refresh-token.js'
import { exchangeToken } from '../grant-types/token-exchange.js'
import { ProtocolError } from '../http/protocol-error.js'
import { confirmationOf } from '../proof/confirmation.js'
import type { Endpoint } from '../provider.js'
import { applyNext } from '../state/script.js'

const grantTypes = new Map<string | null, GrantType>([
  ['authorization_code', redeemCode],
  ['refresh_token', redeemRefreshToken],
  ['client_credentials', grantClientCredentials],
  ['urn:ietf:params:oauth:grant-type:token-exchange', exchangeToken],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', exchangeOnBehalfOf],
])

/** @see RFC 6749, 3.2 */
export const token: Endpoint = async (provider, request) => {
  const client = await authenticateClient(provider, request)
  const grantType = grantTypes.get(request.form.get('grant_type'))
  if (grantType === undefined) throw new ProtocolError('unsupported_grant_type', 'unknown grant type')
  const confirmation = await confirmationOf(provider, client, request)
  const response = await grantType(provider, { client, form: request.form, confirmation })
  const body = await applyNext(provider.script.tokenResponses, response)
  return { headers: { 'cache-control': 'no-store' }, body }
}
