import { apiGuard } from '@tandem-auth/api-guard'

export function createGuard({ issuer, audience }) {
  return apiGuard({ issuer, audience })
}
