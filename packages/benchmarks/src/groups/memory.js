import { startContestant } from '../child.js'
import { cleanUp } from '../cleanup.js'
import { page } from '../guard-app.js'
import { startIssuer } from '../issuer.js'
import { load } from '../load/load.js'
import { unpinned } from '../pinning.js'
import { progress } from '../progress.js'
import { named } from '../rounds.js'
import { sessionContestants } from '../session-contestants.js'
import { bearing, mint } from '../tokens.js'
import { secret, sessionsOf } from './session.js'

/** What remains in memory, after collections, of many tokens and of many sessions. */
export async function measureMemory({ scale: { memory: scale } }) {
  const tokens = await afterTokens(scale)
  await cleanUp()
  return { tokens, sessions: await afterSessions(scale) }
}

async function afterTokens(scale) {
  const { key, config } = await startIssuer('ES256')
  progress('memory', `minting ${scale.tokens} tokens`)
  const [first, ...requests] = bearing(await mint(scale.tokens + 1, { key, issuer: config.issuer }))
  progress('memory', `${scale.tokens} tokens`)
  // For comparison fewer do.
  const some = scale.tokens / 20
  const counts = { bare: some, tandem: scale.tokens, 'fast-jwt-cache': some }
  return everyone(Object.keys(counts), async (name) => {
    const running = await startContestant('./guard-app.js', { name, ...config }, 'beside the load')
    const send = (what) => load(running, { ...what, connections: 16, body: page })
    await send({ requests: [first], amount: scale.warmUp })
    return growthOf(running, () => send({ requests, amount: counts[name] }), counts[name])
  })
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
  return everyone(Object.keys(counts), async (name) => {
    const config = { name, ...sessionContestants[name], issuer: provider.url, secret }
    const running = await startContestant('./session-app.js', config, 'beside the load')
    await sessionsOf(running, config, 100)
    return growthOf(running, () => sessionsOf(running, config, counts[name]), counts[name])
  })
}

/** All at once and on every processor, since no time is measured here. */
function everyone(names, measure) {
  return unpinned(async () => {
    const entries = names.map(async (name) => [name, await named(name, () => measure(name))])
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
