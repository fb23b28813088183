import { startContestant, startContestants } from '../child.js'
import { load } from '../load/load.js'
import { logIn, openSession, repeat } from '../logins/browser.js'
import { progress } from '../progress.js'
import { named, partOf, rounds, warmUp } from '../rounds.js'
import { page } from '../session-app.js'
import { sessionContestants, sessionNames } from '../session-contestants.js'
import { startingAnywhere } from '../tokens.js'

export const secret = 'a secret of more than thirty-two bytes'

/** A page behind a login, by whoever keeps the login and where. */
export async function measureSessions({ scale: { session: scale }, services }) {
  const provider = await startContestant('./logins/provider.js', {})
  const names = sessionNames(services)
  const config = { issuer: provider.url, secret, ...services }
  const contestants = await startContestants(
    './session-app.js',
    Object.fromEntries(names.map((name) => [name, { ...config, ...sessionContestants[name] }])),
  )
  const requests = {}
  for (const name of names) {
    progress('logged-in page', `logging in, ${name}`)
    const sessions = () => sessionsOf(contestants[name], sessionContestants[name], scale.sessions)
    requests[name] = await named(name, sessions)
  }
  const send = (name, duration, leadIn) =>
    load(contestants[name], {
      ...{ leadIn, requests: startingAnywhere(requests[name]), duration },
      ...{ connections: 16, body: page },
    })
  const leadIn = (name) =>
    Array.from({ length: scale.leadIn }, (_, index) => requests[name][index % requests[name].length])
  await warmUp('logged-in page', names, (name) => send(name, partOf(scale.warmUp)))
  const measure = (name) => send(name, scale.duration, leadIn(name))
  const results = await rounds('logged-in page', names, scale.rounds, measure)
  return { names, results }
}

/** Requests for the page, in sessions of their own. */
export function sessionsOf({ url }, { program }, count) {
  if (program === 'bare') return [{}]
  return repeat(count, () => (program === 'express-session' ? openSession(url) : logIn(url)))
}
