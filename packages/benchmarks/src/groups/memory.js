import { startContestant, startContestants } from '../child.js'
import { cleanUp } from '../cleanup.js'
import { page } from '../guard-app.js'
import { startIssuer } from '../issuer.js'
import { load } from '../load/load.js'
import { progress } from '../progress.js'
import { named } from '../rounds.js'
import { sessionContestants } from '../session-contestants.js'
import { bearing, mint } from '../tokens.js'
import { secret, sessionsOf } from './session.js'

const guards = ['bare', 'tandem', 'fast-jwt-cache']

/** What remains in memory, after collections, of many tokens and of many sessions. */
export async function measureMemory({ scale: { memory: scale } }) {
  const tokens = await afterTokens(scale)
  await cleanUp()
  return { tokens, sessions: await afterSessions(scale) }
}

async function afterTokens(scale) {
  const { key, config } = await startIssuer('ES256')
  const contestants = await startContestants('./guard-app.js', Object.fromEntries(guards.map((name) => [name, config])))
  const warmUp = bearing(await mint(1, { key, issuer: config.issuer }))
  progress('memory', `minting ${scale.tokens} tokens`)
  const requests = bearing(await mint(scale.tokens, { key, issuer: config.issuer }))
  const figures = {}
  for (const name of guards) {
    progress('memory', `${scale.tokens} tokens, ${name}`)
    const send = (some) => load(contestants[name], { ...some, connections: 32, body: page })
    figures[name] = await named(name, async () => {
      await send({ requests: warmUp, amount: scale.warmUp })
      return growthOf(contestants[name], () => send({ requests, amount: requests.length }), requests.length)
    })
  }
  return figures
}

/** A whole login takes long enough for the peer to be measured by fewer. */
const sessionCounts = (count) => ({ 'session-memory': count, 'tandem-memory': count, 'openid-memory': count / 5 })

async function afterSessions(scale) {
  const provider = await startContestant('./logins/provider.js', {}, 'beside the load')
  const figures = {}
  for (const [name, count] of Object.entries(sessionCounts(scale.sessions))) {
    const contestant = sessionContestants[name]
    const running = await startContestant('./session-app.js', { name, ...contestant, issuer: provider.url, secret })
    progress('memory', `${count} sessions, ${name}`)
    figures[name] = await named(name, async () => {
      await sessionsOf(running, contestant, 100)
      return growthOf(running, () => sessionsOf(running, contestant, count), count)
    })
  }
  return figures
}

/** Bytes, on the heap and outside of it. */
async function growthOf(contestant, work, count) {
  const before = await contestant.ask('memory')
  await work()
  const after = await contestant.ask('memory')
  const used = ({ heapUsed, external }) => heapUsed + external
  return { count, growth: used(after) - used(before), residentGrowth: after.rss - before.rss }
}
