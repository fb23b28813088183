import { generateSigningKey } from '@tandem-auth/testing'
import { startContestants } from '../child.js'
import { page } from '../guard-app.js'
import { load } from '../load/load.js'
import { named, rounds, tenthOf, warmUp } from '../rounds.js'
import { audience, bearing, mint, startingAnywhere } from '../tokens.js'

const issuerCounts = [1, 10, 100]
const keyCounts = [1, 10, 50]

/** What more issuers, keys and cached tokens cost each request. */
export async function measureGrowth({ scale: { growth: scale } }) {
  const keys = await Promise.all(Array.from({ length: keyCounts.at(-1) }, () => generateSigningKey('ES256')))
  const plans = {
    bare: { guard: 'bare', sources: [{ issuer: issuerNumber(0), key: keys[0] }], repeats: 1 },
    ...plansFor('issuers', issuerCounts, (count) => withIssuers(count, keys[0])),
    ...plansFor('keys', keyCounts, (count) => withKeys(keys.slice(0, count))),
    ...plansFor('cached', scale.cached, (count) => withCached(count, keys[0])),
  }
  const names = Object.keys(plans)
  const contestants = await startContestants('./guard-app.js', plans)
  const known = {}
  for (const name of names) {
    const { sources, repeats } = plans[name]
    if (repeats === undefined) continue
    const requests = await tokensFrom(sources, repeats)
    const connections = Math.min(32, repeats)
    await named(name, () => load(contestants[name], { requests, amount: repeats, connections, body: page }))
    known[name] = requests
  }
  const sendKnown = (name, howLong) =>
    load(contestants[name], { requests: startingAnywhere(known[name]), body: page, ...howLong })
  const sendNew = async (name, amount) =>
    load(contestants[name], { requests: await tokensFrom(plans[name].sources, amount), amount, body: page })

  const tenth = tenthOf(scale.warmUp)
  const isKnown = (name) => known[name] !== undefined
  await warmUp('growth of cost', names, (name) =>
    isKnown(name) ? sendKnown(name, { amount: tenth }) : sendNew(name, tenth),
  )
  const results = await rounds('growth of cost', names, scale.rounds, (name) =>
    isKnown(name) ? sendKnown(name, { duration: scale.duration }) : sendNew(name, scale.fresh),
  )
  return { names, results, counts: { issuers: issuerCounts, keys: keyCounts, cached: scale.cached } }
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

/** `repeats`: the tokens come again and again, so that all of them are in the cache. */
function withCached(count, key) {
  const issuer = issuerNumber(0)
  const options = { issuer, jwks: { keys: [key.publicJwk] }, cache: { maxEntries: 100_000 } }
  return { options, sources: [{ issuer, key }], repeats: count }
}

async function tokensFrom(sources, count) {
  const shares = sources.map((source) => mint(Math.ceil(count / sources.length), source))
  const tokens = await Promise.all(shares)
  // One of each source in turn.
  return bearing(tokens[0].flatMap((_, index) => tokens.map((some) => some[index]))).slice(0, count)
}
