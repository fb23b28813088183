import { JwtVerifier } from 'aws-jwt-verify'

/** aws-jwt-verify has no middleware: this is the least one. It insists on https for keys, so it is given them. */
export function createGuard({ issuer, audience, jwks, jwksUri }) {
  const verifier = JwtVerifier.create({ issuer, audience, jwksUri })
  verifier.cacheJwks(jwks)
  return (req, res, next) => {
    verifier.verify(req.headers.authorization?.slice(7) ?? '').then(
      (claims) => {
        req.auth = claims
        next()
      },
      () => res.status(401).end(),
    )
  }
}
