import { startContestant, startContestants } from '../child.js'
import { load } from '../load/load.js'
import { logIn, openSession, repeat } from '../logins/browser.js'
import { progress } from '../progress.js'
import { named, rounds } from '../rounds.js'
import { page } from '../session-app.js'
import { sessionContestants, sessionNames } from '../session-contestants.js'

export const secret = 'a secret of more than thirty-two bytes'

/** A page behind a login, by whoever keeps the login and where. */
export async function measureSessions({ scale: { session: scale }, services }) {
  const provider = await startContestant('./logins/provider.js', {}, 'beside the load')
  const names = sessionNames(services)
  const config = { issuer: provider.url, secret, ...services }
  const contestants = await startContestants(
    './session-app.js',
    Object.fromEntries(names.map((name) => [name, { ...config, ...sessionContestants[name] }])),
  )
  const requests = {}
  for (const name of names) {
    progress('logged-in page', `logging in, ${name}`)
    await named(name, async () => {
      requests[name] = await sessionsOf(contestants[name], sessionContestants[name], scale.sessions)
      await load(contestants[name], { requests: requests[name], amount: scale.warmUp, body: page })
    })
  }
  const results = await rounds('logged-in page', names, scale.rounds, (name) =>
    load(contestants[name], { requests: requests[name], duration: scale.duration, connections: 16, body: page }),
  )
  return { names, results }
}

/** Requests for the page, in sessions of their own. */
export function sessionsOf({ url }, { program }, count) {
  if (program === 'bare') return [{}]
  return repeat(count, () => (program === 'express-session' ? openSession(url) : logIn(url)))
}
