import { startAnywhere, startContestant } from '../child.js'
import { cleanUp } from '../cleanup.js'
import { page } from '../guard-app.js'
import { fill } from '../guards/tandem-filled.js'
import { startIssuer } from '../issuer.js'
import { load } from '../load/load.js'
import { pinContestant, unpinned } from '../pinning.js'
import { progress } from '../progress.js'
import { named, partOf, rounds, warmUp } from '../rounds.js'
import { sessionContestants } from '../session-contestants.js'
import { bearing, mint, startingAnywhere } from '../tokens.js'
import { secret, sessionsOf } from './session.js'

export const cachedBy = (count) => `cached-${count}`

/** What remains in memory, after collections, of many tokens and of many sessions, and what cached tokens cost a request. */
export async function measureMemory({ scale: { memory: scale } }) {
  const found = await afterTokens(scale)
  await cleanUp()
  return { ...found, sessions: await afterSessions(scale) }
}

async function afterTokens(scale) {
  const { key, config } = await startIssuer('ES256')
  const most = scale.cached.at(-1)
  progress('memory', `minting ${most} tokens`)
  const [first, ...tokens] = await mint(most + 1, { key, issuer: config.issuer })
  // For comparison fewer do.
  const counts = { tandem: most, 'fast-jwt-cache': most / 20 }
  const cached = Object.fromEntries(scale.cached.map((count) => [cachedBy(count), count]))
  const withRoom = { options: { issuer: config.issuer, cache: { maxEntries: most } } }
  const configs = {
    ...{ bare: config, tandem: { ...config, guard: 'tandem-filled' }, 'fast-jwt-cache': config },
    ...mapped(cached, () => ({ ...config, guard: 'tandem-filled', ...withRoom })),
  }
  const contestants = await unpinned(() => startAnywhere('./guard-app.js', configs))
  const send = (name, what) => load(contestants[name], { body: page, ...what })

  progress('memory', `${most} tokens`)
  const grown = await everyone({ ...counts, ...cached }, async (name, count) => {
    await send(name, { requests: bearing([first]), amount: scale.warmUp })
    const some = tokens.slice(0, count)
    const through = () =>
      name === 'fast-jwt-cache'
        ? send(name, { requests: bearing(some), amount: count })
        : fill(contestants[name].url, some)
    return growthOf(contestants[name], through, count)
  })

  const names = ['bare', ...Object.keys(cached)]
  for (const name of names) pinContestant(contestants[name].pid)
  // As many as a slice can take: `load` writes each of them beforehand.
  const some = (name) => startingAnywhere(tokens.slice(0, cached[name])).slice(0, 1000)
  const sendKnown = (name, howLong) => send(name, { requests: bearing(some(name)), ...howLong })
  const title = 'cost of cached tokens'
  await warmUp(title, names, (name) => sendKnown(name, { amount: partOf(scale.warmUp) }))
  const results = await rounds(title, names, scale.rounds, (name) => sendKnown(name, { duration: scale.duration }))
  return { tokens: grown, cached: { counts: scale.cached, results } }
}

async function afterSessions(scale) {
  const provider = await startContestant('./logins/provider.js', {})
  // A whole login takes long enough for the peer to be measured by fewer.
  const counts = {
    'session-memory': scale.sessions,
    'tandem-memory': scale.sessions,
    'openid-memory': scale.sessions / 5,
  }
  progress('memory', `${scale.sessions} sessions`)
  return everyone(counts, async (name, count) => {
    const config = { name, ...sessionContestants[name], issuer: provider.url, secret }
    const running = await startContestant('./session-app.js', config)
    await sessionsOf(running, config, scale.sessions / 5)
    return growthOf(running, () => sessionsOf(running, config, count), count)
  })
}

const mapped = (record, map) => Object.fromEntries(Object.keys(record).map((name) => [name, map(name)]))

/** All at once and on every processor, since no time is measured here. */
function everyone(counts, measure) {
  return unpinned(async () => {
    const entries = Object.entries(counts).map(async ([name, count]) => [
      name,
      await named(name, () => measure(name, count)),
    ])
    return Object.fromEntries(await Promise.all(entries))
  })
}

/** Bytes, on the heap and outside of it. */
async function growthOf(contestant, work, count) {
  const before = await contestant.ask('memory')
  await work()
  const after = await contestant.ask('memory')
  const used = ({ heapUsed, external }) => heapUsed + external
  return { count, growth: used(after) - used(before), residentGrowth: after.rss - before.rss }
}
