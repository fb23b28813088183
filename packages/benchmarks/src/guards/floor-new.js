import { createPublicKey, verify } from 'node:crypto'

/** The least that tells a genuine token: take it apart, parse it, check one signature. No policy at all. */
export function createGuard({ jwks, algorithm }) {
  const key = createPublicKey({ key: jwks.keys[0], format: 'jwk' })
  const verifyWith = {
    // Without an options object, which costs 10 µs on Node 24.
    RS256: (data, signature) => verify('sha256', data, key, signature),
    ES256: (data, signature) => verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature),
    EdDSA: (data, signature) => verify(null, data, key, signature),
  }[algorithm]
  return (req, res, next) => {
    const [header, payload, signature] = req.headers.authorization.slice(7).split('.')
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString())
    req.auth = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const genuine = verifyWith(Buffer.from(`${header}.${payload}`), Buffer.from(signature, 'base64url'))
    if (genuine && kid !== undefined) return next()
    res.status(401).end()
  }
}
