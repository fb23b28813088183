import { expressjwt } from 'express-jwt'
import jwksRsa from 'jwks-rsa'

export function createGuard({ issuer, audience, algorithm, jwksUri }) {
  const secret = jwksRsa.expressJwtSecret({ jwksUri, cache: true, rateLimit: true })
  return expressjwt({ secret, issuer, audience, algorithms: [algorithm] })
}
