import type { Claims } from '../claims.js'
import type { Confirmation } from '../proof/confirmation.js'
import type { Provider } from '../provider.js'
import { isPublic } from '../state/clients.js'
import { type Grant, remember } from '../state/grants.js'

/** Issues a refresh token if the options and the scope allow one. */
export function issueRefreshToken(
  { options, grants, clients }: Provider,
  grant: Grant,
  confirmation?: Confirmation,
): Claims {
  const { issuesRefreshToken = true } = options
  const allowed = {
    true: true,
    false: false,
    offline_access: grant.scope.split(' ').includes('offline_access'),
    'access_type=offline': grant.accessType === 'offline',
  }[`${issuesRefreshToken}` as const]
  if (!allowed) return {}
  const client = clients.find(grant.clientId)
  const jkt = client !== undefined && isPublic(client) ? confirmation?.jkt : undefined
  return { refresh_token: remember(grants.refreshTokens, { grant, jkt, used: false }, 'refresh-') }
}
