import { startContestant, startContestants } from '../child.js'
import { cleanUp } from '../cleanup.js'
import { page } from '../guard-app.js'
import { startIssuer } from '../issuer.js'
import { load } from '../load/load.js'
import { unpinned } from '../pinning.js'
import { progress } from '../progress.js'
import { named, rounds, tenthOf, warmUp } from '../rounds.js'
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
  const [first, ...requests] = bearing(await mint(most + 1, { key, issuer: config.issuer }))
  // For comparison fewer do.
  const counts = { bare: most / 20, 'fast-jwt-cache': most / 20 }
  for (const count of scale.cached) counts[cachedBy(count)] = count
  const contestants = await startContestants(
    './guard-app.js',
    Object.fromEntries(Object.keys(counts).map((name) => [name, { ...config, ...planFor(name, config, most) }])),
  )
  const send = (name, what) => load(contestants[name], { connections: 16, body: page, ...what })

  const tokens = {}
  for (const [name, count] of Object.entries(counts)) {
    progress('memory', `${count} tokens, ${name}`)
    await named(name, () => send(name, { requests: [first], amount: scale.warmUp }))
    const fill = () => send(name, { requests, amount: count, connections: Math.min(16, count) })
    tokens[name] = await named(name, () => growthOf(contestants[name], fill, count))
  }

  const title = 'cost of cached tokens'
  const names = ['bare', ...scale.cached.map(cachedBy)]
  const sendKnown = (name, howLong) =>
    send(name, { requests: startingAnywhere(requests.slice(0, counts[name])), connections: 8, ...howLong })
  await warmUp(title, names, (name) => sendKnown(name, { amount: tenthOf(scale.warmUp) }))
  const results = await rounds(title, names, scale.rounds, (name) => sendKnown(name, { duration: scale.duration }))
  return { tokens, cached: { counts: scale.cached, results } }
}

function planFor(name, { issuer }, most) {
  if (!name.startsWith('cached')) return {}
  return { guard: 'tandem', options: { issuer, cache: { maxEntries: most + 1 } } }
}

async function afterSessions(scale) {
  const provider = await startContestant('./logins/provider.js', {}, 'beside the load')
  // A whole login takes long enough for the peer to be measured by fewer.
  const counts = {
    'session-memory': scale.sessions,
    'tandem-memory': scale.sessions,
    'openid-memory': scale.sessions / 5,
  }
  progress('memory', `${scale.sessions} sessions`)
  // All at once and on every processor, since no time is measured here.
  return unpinned(async () => {
    const entries = Object.entries(counts).map(async ([name, count]) => {
      const config = { name, ...sessionContestants[name], issuer: provider.url, secret }
      const running = await startContestant('./session-app.js', config, 'beside the load')
      await named(name, () => sessionsOf(running, config, scale.sessions / 5))
      return [name, await named(name, () => growthOf(running, () => sessionsOf(running, config, count), count))]
    })
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
