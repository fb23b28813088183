import { generateSigningKey } from '@tandem-auth/testing'
import { startContestants } from '../child.js'
import { page } from '../guard-app.js'
import { load } from '../load/load.js'
import { partOf, rounds, warmUp } from '../rounds.js'
import { audience, bearing, mint } from '../tokens.js'

const issuerCounts = [1, 10, 100]
const keyCounts = [1, 10, 50]

/** What more issuers and keys cost each request with a new token. */
export async function measureGrowth({ scale: { growth: scale } }) {
  const keys = await Promise.all(Array.from({ length: keyCounts.at(-1) }, () => generateSigningKey('ES256')))
  const plans = {
    bare: { guard: 'bare', sources: [{ issuer: issuerNumber(0), key: keys[0] }] },
    ...plansFor('issuers', issuerCounts, (count) => withIssuers(count, keys[0])),
    ...plansFor('keys', keyCounts, (count) => withKeys(keys.slice(0, count))),
  }
  const names = Object.keys(plans)
  const contestants = await startContestants('./guard-app.js', plans)
  const requests = {}
  for (const name of names)
    requests[name] = bearing(await mint(scale.warmUp + scale.rounds * scale.fresh, ...plans[name].sources))
  const send = (name, amount) =>
    load(contestants[name], { requests: requests[name].splice(0, amount), amount, body: page })
  await warmUp('growth of cost', names, (name) => send(name, partOf(scale.warmUp)))
  const results = await rounds('growth of cost', names, scale.rounds, (name) => send(name, scale.fresh))
  return { results, counts: { issuers: issuerCounts, keys: keyCounts } }
}

const issuerNumber = (index) => `https://issuer-${index}.example`

function plansFor(kind, counts, planFor) {
  return Object.fromEntries(
    counts.map((count) => [`${kind}-${count}`, { guard: 'tandem', audience, ...planFor(count) }]),
  )
}

function withIssuers(count, key) {
  const issuers = Array.from({ length: count }, (_, index) => issuerNumber(index))
  const jwks = { keys: [key.publicJwk] }
  return {
    options: { issuer: issuers.map((issuer) => ({ issuer, jwks })) },
    sources: issuers.map((issuer) => ({ issuer, key })),
  }
}

function withKeys(keys) {
  const issuer = issuerNumber(0)
  const jwks = { keys: keys.map(({ publicJwk }) => publicJwk) }
  return { options: { issuer, jwks }, sources: keys.map((key) => ({ issuer, key })) }
}
