import { hash } from 'node:crypto'

/** The least that tells a known token from another one: a hash of it, and a look into a Map. No policy at all. */
export function createGuard() {
  const known = new Map()
  return (req, _res, next) => {
    const digest = hash('sha256', req.headers.authorization.slice(7), 'base64url')
    const claims = known.get(digest)
    if (claims === undefined) known.set(digest, { sub: 'user-1' })
    else req.auth = claims
    next()
  }
}
