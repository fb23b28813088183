import { startContestants } from '../child.js'
import { cleanUp } from '../cleanup.js'
import { canVerify, peers } from '../contestants.js'
import { page } from '../guard-app.js'
import { startIssuer } from '../issuer.js'
import { load, WrongAnswers } from '../load/load.js'
import { rounds, tenthOf, warmUp } from '../rounds.js'
import { bearing, mint, startingAnywhere } from '../tokens.js'

export const algorithms = ['RS256', 'ES256', 'EdDSA']

/** The guard and its peers, with tokens that come again and again, and with tokens that come once. */
export async function measureGuards({ scale }) {
  const returning = {}
  const fresh = {}
  for (const algorithm of algorithms) {
    const found = await measure(algorithm, scale.guard)
    returning[algorithm] = found.returning
    fresh[algorithm] = found.fresh
  }
  return { returning, fresh }
}

async function measure(algorithm, scale) {
  const { key, config } = await startIssuer(algorithm)
  const names = ['bare', 'floor-returning', 'floor-new', 'tandem', ...peers, 'control']
  const contestants = await startContestants('./guard-app.js', Object.fromEntries(names.map((name) => [name, config])))
  const send = (name, what) => load(contestants[name], { ...what, body: page })
  const tokensOf = (count) => mint(count, { key, issuer: config.issuer }).then(bearing)

  const known = await tokensOf(scale.returning)
  const unable = peers.filter((name) => !canVerify(name, algorithm))
  for (const name of unable) await mustRefuse(name, algorithm, send(name, { requests: known, amount: 100 }))
  const withFloor = (floor) => ['bare', floor, 'tandem', ...peers, 'control'].filter((name) => !unable.includes(name))

  async function measureReturning(title, everybody) {
    await warmUp(title, everybody, (name) => send(name, { requests: known, amount: tenthOf(scale.warmUp) }))
    return rounds(title, everybody, scale.rounds, (name) =>
      send(name, { requests: startingAnywhere(known), duration: scale.duration }),
    )
  }

  async function measureNew(title, everybody) {
    const strangers = await tokensOf(scale.warmUp)
    const amount = tenthOf(scale.warmUp)
    const part = (round) => strangers.slice(round * amount, (round + 1) * amount)
    await warmUp(title, everybody, (name, round) => send(name, { requests: part(round), amount }))
    const sets = []
    while (sets.length < scale.rounds) sets.push(await tokensOf(scale.fresh))
    return rounds(title, everybody, scale.rounds, (name, round) =>
      send(name, { requests: sets[round], amount: scale.fresh }),
    )
  }

  const returning = await measureReturning(`${algorithm}, returning tokens`, withFloor('floor-returning'))
  const fresh = await measureNew(`${algorithm}, new tokens`, withFloor('floor-new'))
  await cleanUp()
  return { returning, fresh }
}

// A peer that is left out because it can't check these signatures must show that it can't.
async function mustRefuse(name, algorithm, answered) {
  const refused = await answered.then(
    () => false,
    (error) => error instanceof WrongAnswers,
  )
  if (!refused) throw new Error(`${name} can check ${algorithm} after all`)
}
