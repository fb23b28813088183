import { JwtVerifier } from 'aws-jwt-verify'

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
