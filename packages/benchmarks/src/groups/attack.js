import { startContestants } from '../child.js'
import { peers } from '../contestants.js'
import { floods } from '../floods.js'
import { page } from '../guard-app.js'
import { startIssuer } from '../issuer.js'
import { load } from '../load/load.js'
import { startPacedLoad } from '../load/paced-load.js'
import { partOf, rounds, shuffled, warmUp } from '../rounds.js'
import { percentile } from '../statistics.js'
import { maxTries, undisturbed } from '../stolen.js'
import { bearing, mint } from '../tokens.js'

export const calm = 'none'
const names = ['bare', 'tandem', ...peers]

/**
 * Honest callers at a fixed rate, alone and beside a flood of tokens that must be refused, at a fixed rate too. The rates
 * are shares of what bare Express serves here in a slow moment: beyond what a machine can do, no refusal is quick enough.
 */
export async function measureAttacks({ scale: { attack: scale } }) {
  const { key, config, server } = await startIssuer('RS256')
  const contestants = await startContestants('./guard-app.js', Object.fromEntries(names.map((name) => [name, config])))
  const honest = bearing(await mint(100, { key, issuer: config.issuer }))
  const send = (name, howLong) => load(contestants[name], { requests: honest, body: page, ...howLong })
  await warmUp('under attack', names, (name) => send(name, { amount: partOf(scale.warmUp) }))
  const served = await rounds('under attack', ['bare'], 9, () => send('bare', { duration: 0.1 }))
  const capacity = percentile(
    served.map(({ bare }) => bare.throughput),
    0.25,
  )
  const rates = { honestRate: share(capacity, 0.08), floodRate: share(capacity, 0.16) }

  const sets = await floodSets({ ...scale, ...rates }, { key, issuer: config.issuer })
  const sender = startPacedLoad()

  async function attack(name, requests) {
    const streams = [{ rate: rates.honestRate, requests: honest }]
    if (requests !== undefined) streams.push({ rate: rates.floodRate, requests })
    const asked = server.count('jwks')
    const before = await contestants[name].ask('usage')
    const [good, bad] = await sender.send(contestants[name].url, scale.duration, streams)
    const after = await contestants[name].ask('usage')
    if (name !== 'bare' && bad?.statuses[200] > 0) throw new Error(`${name} let ${bad.statuses[200]} forgeries through`)
    const seconds = Math.max(good.seconds, bad?.seconds ?? 0)
    return {
      p99: percentile(good.times, 0.99),
      throughput: (good.statuses[200] ?? 0) / good.seconds,
      busy: (after.user + after.system - before.user - before.system) / 1e6 / seconds,
      keyRequests: server.count('jwks') - asked,
    }
  }

  const [, ...results] = await rounds('under attack', names, 1 + scale.rounds, async (name, round) => {
    const figures = {}
    for (const kind of shuffled([calm, ...Object.keys(floods)])) {
      figures[kind] = await undisturbed((turn) => attack(name, sets[kind]?.[round][turn]))
    }
    return figures
  })
  return { names, results, ...rates }
}

const share = (capacity, part) => Math.max(50, 50 * Math.round((capacity * part) / 50))

/** For each flood, round and try, tokens that nobody has seen before. */
async function floodSets({ rounds: count, floodRate, duration }, options) {
  const sets = {}
  for (const [name, flood] of Object.entries(floods)) {
    const set = async () => bearing(await flood.tokens(Math.ceil(floodRate * duration), options))
    // The first round is the warm-up.
    sets[name] = await several(1 + count, () => several(maxTries, set))
  }
  return sets
}

async function several(count, make) {
  const made = []
  while (made.length < count) made.push(await make())
  return made
}
