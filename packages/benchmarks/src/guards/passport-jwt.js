import jwksRsa from 'jwks-rsa'
import passport from 'passport'
import { ExtractJwt, Strategy } from 'passport-jwt'

export function createGuard({ issuer, audience, algorithm, jwksUri }) {
  const secretOrKeyProvider = jwksRsa.passportJwtSecret({ jwksUri, cache: true, rateLimit: true })
  const jwtFromRequest = ExtractJwt.fromAuthHeaderAsBearerToken()
  const options = { secretOrKeyProvider, jwtFromRequest, issuer, audience, algorithms: [algorithm] }
  passport.use(algorithm, new Strategy(options, (claims, done) => done(null, claims)))
  return passport.authenticate(algorithm, { session: false })
}
