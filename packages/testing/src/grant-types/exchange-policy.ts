import type { Claims } from '../claims.js'
import type { TokenExchangeRequest } from '../decisions.js'
import { ProtocolError } from '../http/protocol-error.js'
import type { Provider } from '../provider.js'

/** @throws ProtocolError when the policy or the token's `may_act` doesn't allow the exchange */
export async function applyExchangePolicy({ options }: Provider, request: TokenExchangeRequest): Promise<void> {
  const mayAct = request.subject.may_act as Claims | undefined
  if (mayAct !== undefined && mayAct.sub !== (request.actor?.sub ?? request.clientId)) {
    throw new ProtocolError('invalid_request', 'may_act names another actor')
  }
  const decision = (await options.tokenExchange?.(request)) ?? true
  if (decision === true) return
  if (decision === false) throw new ProtocolError('invalid_target', 'this client may not have tokens for this target')
  throw new ProtocolError(decision.error, decision.error_description ?? '')
}
