import { auth } from 'express-oauth2-jwt-bearer'

export function createGuard({ issuer, audience }) {
  return auth({ issuerBaseURL: issuer, audience })
}
