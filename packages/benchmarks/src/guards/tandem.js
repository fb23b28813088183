import { apiGuard } from '@tandem-auth/api-guard'

/** api-guard with nothing but what it must be told, or with the options that a growth is measured by. */
export function createGuard({ issuer, audience, options = { issuer } }) {
  return apiGuard({ audience, ...options })
}
