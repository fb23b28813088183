import { randomBytes, randomUUID } from 'node:crypto'
import { mint, signingInput } from './tokens.js'

/** What attackers send: no two tokens alike, all of them for the right issuer and audience. */
export const floods = {
  kid: {
    label: 'random key ids',
    tokens: (count, { key, issuer }) => many(count, () => forge({ ...key, kid: randomUUID() }, issuer)),
  },
  expired: {
    label: 'expired tokens',
    tokens: (count, { key, issuer }) => mint(count, { key, issuer, claims: { iat: hoursAgo(2), exp: hoursAgo(1) } }),
  },
  forged: {
    label: 'wrong signatures',
    tokens: (count, { key, issuer }) => many(count, () => forge(key, issuer)),
  },
}

const many = (count, make) => Array.from({ length: count }, make)

const hoursAgo = (hours) => Math.floor(Date.now() / 1000) - hours * 3600

function forge(header, issuer) {
  return `${signingInput(header, issuer)}.${randomBytes(256).toString('base64url')}`
}
