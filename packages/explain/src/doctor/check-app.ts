import { callbackOf } from './check-client.js'
import { type Finding, ok, problem } from './finding.js'
import { navigate } from './navigate.js'

/** A running web app at its base URL: does a login begin there, and come back there? */
export async function checkApp(baseUrl: string): Promise<readonly Finding[]> {
  const reply = await navigate(`${baseUrl.replace(/\/$/, '')}/login`)
  if (typeof reply === 'string') return [problem('login', `${baseUrl} can't be reached: ${reply}`)]
  const { location } = reply
  const redirectUri = URL.canParse(location) ? new URL(location).searchParams.get('redirect_uri') : null
  if (reply.status >= 500) {
    const text = `the login responds ${reply.status}`
    const fix = "behind a proxy that ends TLS: app.set('trust proxy', 1); otherwise look at the app's console"
    return [problem('login', text, fix)]
  }
  if (redirectUri === null) {
    return [
      problem(
        'login',
        `the login doesn't lead to a provider (status ${reply.status})`,
        'mount clientSession, with baseUrl as it is here',
      ),
    ]
  }
  return [compare(baseUrl, redirectUri)]
}

function compare(baseUrl: string, redirectUri: string): Finding {
  if (redirectUri === callbackOf(baseUrl)) return ok('login', `the login comes back to ${redirectUri}`)
  const [asked, given] = [new URL(baseUrl), new URL(redirectUri)]
  if (asked.protocol !== given.protocol) {
    const text = `the app is reached by ${asked.protocol}//, but its baseUrl says ${given.protocol}//`
    return problem('login', text, `configure baseUrl: '${asked.origin}', and app.set('trust proxy', 1)`)
  }
  const text = `the app is at ${asked.host}, but its login comes back to ${given.host}: cookies belong to one host name`
  return problem('login', text, `open the app at ${given.origin}, or configure baseUrl: '${asked.origin}'`)
}
