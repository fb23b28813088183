import { sign } from 'node:crypto'
import { promisify } from 'node:util'
import { unpinned } from './pinning.js'

const signInThreads = promisify(sign)

export const audience = 'https://api.example.com'

/**
 * Mints access tokens that differ in their `jti`, as providers would, of each source in turn; on every processor, and never
 * while something is measured.
 *
 * @param {number} count
 * @param {...{ key: object, issuer: string, claims?: object }} sources
 */
export function mint(count, ...sources) {
  return unpinned(async () => {
    const tokens = []
    while (tokens.length < count) {
      const batch = Array.from({ length: Math.min(256, count - tokens.length) }, (_, index) =>
        mintOne(sources[(tokens.length + index) % sources.length]),
      )
      tokens.push(...(await Promise.all(batch)))
    }
    return tokens
  })
}

async function mintOne({ key: { algorithm, kid, privateKey }, issuer, claims }) {
  const input = signingInput({ algorithm, kid }, issuer, claims)
  const digest = algorithm === 'EdDSA' ? null : 'sha256'
  const signature = await signInThreads(digest, Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

let count = 0

/** What a signature is made of: no two are alike. */
export function signingInput({ algorithm, kid }, iss, claims = {}) {
  const now = Math.floor(Date.now() / 1000)
  count += 1
  const header = { alg: algorithm, typ: 'at+jwt', kid }
  const grant = { iss, sub: `user-${count}`, aud: audience, client_id: 'web-app', scope: 'read:appointments openid' }
  return `${encode(header)}.${encode({ ...grant, jti: `token-${count}`, iat: now, exp: now + 3600, ...claims })}`
}

const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url')

/** Requests with a token each. */
export function bearing(tokens, path = '/') {
  return tokens.map((token) => ({ path, headers: { authorization: `Bearer ${token}` } }))
}

/** The same requests, beginning with another one each time: short loads would only ever send the first. */
export function startingAnywhere(requests) {
  const start = Math.floor(Math.random() * requests.length)
  return [...requests.slice(start), ...requests.slice(0, start)]
}

export const splitAt = (index, list) => [list.slice(0, index), list.slice(index)]
