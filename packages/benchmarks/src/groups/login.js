import { startContestant, startContestants } from '../child.js'
import { load } from '../load/load.js'
import { beginLogin, repeat } from '../logins/browser.js'
import { progress } from '../progress.js'
import { named, rounds } from '../rounds.js'
import { sessionContestants } from '../session-contestants.js'
import { secret } from './session.js'

export const loginNames = ['bare', 'tandem-memory', 'openid-cookie', 'openid-memory']

// Where a login goes on to: after a GET, each of these is right.
const statuses = { bare: 200, 'tandem-memory': 303, 'openid-cookie': 302, 'openid-memory': 302 }

/** How many answers of the provider are turned into sessions; the provider has the ID tokens ready. */
export async function measureLogins({ scale: { login: scale } }) {
  const provider = await startContestant('./logins/provider.js', {})
  const config = { issuer: provider.url, secret }
  const contestants = await startContestants(
    './session-app.js',
    Object.fromEntries(loginNames.map((name) => [name, { ...config, ...sessionContestants[name] }])),
  )

  async function callbacks(name, count) {
    progress('login', `beginning ${count} logins, ${name}`)
    const { url } = contestants[name]
    const requests = name === 'bare' ? [{}] : (await repeat(count, () => beginLogin(url))).map(({ request }) => request)
    return load(contestants[name], { requests, amount: count, status: statuses[name] })
  }

  for (const name of loginNames) await named(name, () => callbacks(name, scale.warmUp))
  const results = await rounds('login', loginNames, scale.rounds, (name) => callbacks(name, scale.callbacks))
  return { names: loginNames, results }
}
