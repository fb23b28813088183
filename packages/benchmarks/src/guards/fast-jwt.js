import { createPublicKey } from 'node:crypto'
import { createVerifier } from 'fast-jwt'

/** fast-jwt has no key sets: it is given the one key. */
export function createGuard(config, cache = false) {
  const { issuer, audience, algorithm, jwks } = config
  const key = createPublicKey({ key: jwks.keys[0], format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  const verify = createVerifier({ key, algorithms: [algorithm], allowedIss: issuer, allowedAud: audience, cache })
  return (req, res, next) => {
    try {
      req.auth = verify(req.headers.authorization?.slice(7))
    } catch {
      return res.status(401).end()
    }
    next()
  }
}
