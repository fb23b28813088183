import { startContestants } from '../child.js'
import { cleanUp } from '../cleanup.js'
import { canVerify, peers } from '../contestants.js'
import { page } from '../guard-app.js'
import { startIssuer } from '../issuer.js'
import { load, WrongAnswers } from '../load/load.js'
import { named, rounds } from '../rounds.js'
import { bearing, mint } from '../tokens.js'

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
  const able = peers.filter((name) => canVerify(name, algorithm))
  const names = ['bare', 'floor-returning', 'floor-new', 'tandem', ...peers, 'control']
  const contestants = await startContestants('./guard-app.js', Object.fromEntries(names.map((name) => [name, config])))
  const tokensOf = (count) => mint(count, { key, issuer: config.issuer }).then(bearing)

  const known = await tokensOf(scale.returning)
  for (const name of names) {
    const warmUp = load(contestants[name], { requests: known, amount: scale.warmUp, body: page })
    await (peers.includes(name) && !able.includes(name)
      ? mustRefuse(name, algorithm, warmUp)
      : named(name, () => warmUp))
  }
  const sets = []
  for (let round = 0; round < scale.rounds; round += 1) sets.push(await tokensOf(scale.fresh))

  const run = (title, floor, loadOf) =>
    rounds(`${algorithm}, ${title}`, ['bare', floor, 'tandem', ...able, 'control'], scale.rounds, (name, round) =>
      load(contestants[name], { ...loadOf(round), body: page }),
    )
  const returning = await run('returning tokens', 'floor-returning', () => ({
    requests: known,
    duration: scale.duration,
  }))
  const fresh = await run('new tokens', 'floor-new', (round) => ({ requests: sets[round], amount: scale.fresh }))
  await cleanUp()
  return { returning, fresh }
}

// A peer that is left out because it can't check these signatures must show that it can't.
async function mustRefuse(name, algorithm, warmUp) {
  const refused = await warmUp.then(
    () => false,
    (error) => error instanceof WrongAnswers,
  )
  if (!refused) throw new Error(`${name} can check ${algorithm} after all`)
}
