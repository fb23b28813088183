import { startContestants } from '../child.js'
import { canVerify, peers } from '../contestants.js'
import { page } from '../guard-app.js'
import { startIssuer } from '../issuer.js'
import { load, WrongAnswers } from '../load/load.js'
import { named, partOf, rounds, warmUp } from '../rounds.js'
import { bearing, mint, splitAt, startingAnywhere } from '../tokens.js'

const floors = ['floor-returning', 'floor-returning-shared', 'floor-new', 'floor-new-shared']
const names = ['bare', ...floors, 'tandem', ...peers, 'control']

/** The guard and its peers, with tokens that come again and again, and with tokens that come once. */
export async function measureGuards({ scale: { guard: scale } }) {
  const issuers = {}
  for (const algorithm of scale.algorithms) issuers[algorithm] = await startIssuer(algorithm)
  const byPath = Object.fromEntries(scale.algorithms.map((algorithm) => [`/${algorithm}`, issuers[algorithm].config]))
  const contestants = await startContestants(
    './guard-app.js',
    Object.fromEntries(names.map((name) => [name, { issuers: byPath }])),
  )
  const returning = {}
  const fresh = {}
  for (const algorithm of scale.algorithms) {
    // Those who were warmed up with one algorithm have only its signatures to get used to.
    const part = algorithm === scale.algorithms[0] ? 1 : 0.4
    const warmUps = { warmUp: part * scale.warmUp, warmUpFresh: part * scale.warmUpFresh }
    const series = createSeries(algorithm, issuers[algorithm], contestants, { ...scale, ...warmUps })
    returning[algorithm] = await series.returning()
    fresh[algorithm] = await series.fresh()
  }
  return { returning, fresh }
}

function createSeries(algorithm, { key, config: { issuer } }, contestants, scale) {
  const able = names.filter((name) => !peers.includes(name) || canVerify(name, algorithm))
  const withFloor = (floor) => able.filter((name) => name.startsWith(floor) || !floors.includes(name))
  const tokensOf = async (count) => bearing(await mint(count, { key, issuer }), `/${algorithm}`)
  const send = (name, what) => load(contestants[name], { ...what, body: page })

  async function returning() {
    const title = `${algorithm}, returning tokens`
    const known = await tokensOf(scale.returning)
    for (const name of names.filter((one) => !able.includes(one))) {
      await mustRefuse(name, algorithm, send(name, { requests: known, amount: 100 }))
    }
    const everybody = withFloor('floor-returning')
    // Each token twice, or else most of them would still be new when the rounds begin: api-guard remembers what comes again.
    for (const name of everybody) await named(name, () => send(name, { requests: known, amount: 2 * known.length }))
    const sendKnown = (name, duration) => {
      const [leadIn, requests] = splitAt(scale.leadIn, startingAnywhere(known))
      return send(name, { leadIn, requests, duration })
    }
    await warmUp(title, everybody, (name) => sendKnown(name, partOf(scale.warmUp)))
    return rounds(title, everybody, scale.rounds, (name) => sendKnown(name, scale.duration))
  }

  async function fresh() {
    const title = `${algorithm}, new tokens`
    const everybody = withFloor('floor-new')
    const amount = partOf(scale.warmUpFresh)
    const strangers = await tokensOf(scale.warmUpFresh)
    await warmUp(title, everybody, (name, round) =>
      send(name, { requests: strangers.slice(round * amount, (round + 1) * amount), amount }),
    )
    const sets = []
    while (sets.length < scale.rounds) sets.push(splitAt(scale.leadIn, await tokensOf(scale.leadIn + scale.fresh)))
    return rounds(title, everybody, scale.rounds, (name, round) => {
      const [leadIn, requests] = sets[round]
      return send(name, { leadIn, requests, amount: scale.fresh })
    })
  }

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
