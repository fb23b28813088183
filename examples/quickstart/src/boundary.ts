import { setTimeout as wait } from 'node:timers/promises'
import { demoUser } from './accounts.js'
import { requestTokens, type Tokens } from './request-tokens.js'
import { createVisitor } from './visitor.js'

export interface BoundaryOptions {
  readonly issuer: string
  readonly apiUrl: string
  readonly webUrl: string
  /** The same web app at another address, whose token endpoint hands out an access token as the ID token. */
  readonly swappedWebUrl: string
  /** A client of the walk's own. Nothing listens at its redirect URI: the walk reads the code off the redirect. */
  readonly walker: { readonly clientId: string; readonly redirectUri: string }
  /** As `walker`, but its access tokens live for a second. */
  readonly hastyWalker: { readonly clientId: string; readonly redirectUri: string }
}

export interface Outcome {
  readonly status: number
  /** The stable code of a refusal. */
  readonly code?: string
  /** A few words: why it was refused, or what came of it. */
  readonly why: string
}

export interface Row extends Outcome {
  readonly sent: string
  readonly to: 'the API' | 'the web app'
  readonly expected: Expectation
  readonly isRight: boolean
}

/** A refusal counts only for the right reason: the status alone would praise an API that refuses everything. */
export interface Expectation {
  readonly status: number
  readonly code?: string
}

const appointments = 'https://appointments.example'

/** Sends every kind of token to everyone, over HTTP, with tokens that the provider issues to this walk. */
export async function* walkBoundary(options: BoundaryOptions): AsyncGenerator<Row> {
  const { issuer, apiUrl, walker, hastyWalker } = options
  const visitor = createVisitor()
  const api = `${apiUrl}/appointments`
  const all = 'read:appointments write:appointments'

  const hasty = await requestTokens(issuer, visitor, { ...hastyWalker, resource: appointments, scope: all })
  const expires = Date.now() + 1_000
  const tokens = await requestTokens(issuer, visitor, { ...walker, resource: appointments, scope: all })
  const reader = await requestTokens(issuer, visitor, { ...walker, resource: appointments, scope: 'read:appointments' })
  const billing = await requestTokens(issuer, visitor, {
    ...walker,
    resource: 'https://billing.example',
    scope: 'read:invoices',
  })

  yield toApi('no token', refusal(401, 'ERR_CREDENTIALS_MISSING'), await get(api))
  yield toApi('an access token for this API', { status: 200 }, await get(api, tokens.access_token))
  yield toApi('the ID token of the same sign-in', refusal(401, 'ERR_TOKEN_KIND'), await get(api, tokens.id_token))
  yield toApi(
    'an access token for another API',
    refusal(401, 'ERR_TOKEN_AUDIENCE'),
    await get(api, billing.access_token),
  )
  yield toApi('an access token without the scope', refusal(403, 'ERR_INSUFFICIENT_SCOPE'), await post(api, reader))
  yield toApi(
    'an access token that was tampered with',
    refusal(401, 'ERR_TOKEN_SIGNATURE'),
    await get(api, forge(tokens)),
  )
  await wait(Math.max(0, expires - Date.now()) + 100)
  yield toApi('an access token that has expired', refusal(401, 'ERR_TOKEN_EXPIRED'), await get(api, hasty.access_token))

  yield toWebApp('an ID token, as the ID token', { status: 200 }, await signIn(options.webUrl))
  yield toWebApp(
    'an access token, as the ID token',
    refusal(400, 'ERR_ID_TOKEN_KIND'),
    await signIn(options.swappedWebUrl),
  )
}

function refusal(status: number, code: string): Expectation {
  return { status, code }
}

function toApi(sent: string, expected: Expectation, outcome: Outcome): Row {
  return { sent, to: 'the API', expected, ...outcome, isRight: isRight(expected, outcome) }
}

function toWebApp(sent: string, expected: Expectation, outcome: Outcome): Row {
  return { ...toApi(sent, expected, outcome), to: 'the web app' }
}

function isRight(expected: Expectation, { status, code }: Outcome): boolean {
  return status === expected.status && code === expected.code
}

async function get(url: string, token?: string): Promise<Outcome> {
  return outcomeOf(await fetch(url, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } }))
}

async function post(url: string, { access_token }: Tokens): Promise<Outcome> {
  const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' }
  return outcomeOf(await fetch(url, { method: 'POST', headers, body: '{}' }))
}

async function outcomeOf(response: Response): Promise<Outcome> {
  const body = parse(await response.text())
  if (Array.isArray(body)) return { status: response.status, why: `${body.length} appointments` }
  return { status: response.status, code: body.code, why: body.detail ?? 'no reason was given' }
}

function parse(body: string) {
  try {
    return JSON.parse(body)
  } catch {
    return {}
  }
}

/** Another subject in the payload, under the signature of the old one. */
function forge({ access_token }: Tokens): string {
  const [header, payload = '', signature] = access_token.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'somebody-else' })).toString('base64url')
  return [header, forged, signature].join('.')
}

/** Signs in at a web app as a browser would, and looks whether it then knows somebody. */
async function signIn(webUrl: string): Promise<Outcome> {
  const visitor = createVisitor({ accept: 'application/json' })
  const { url, status, body } = await visitor.open(`${webUrl}/login?returnTo=/profile`)
  if (status === 200 && url.pathname === '/profile') return { status, why: `signed in as ${demoUser.login}` }
  const home = await visitor.open(webUrl)
  if (home.body.includes('/logout')) return { status, why: 'refused, and signed in all the same' }
  const { code, detail = 'no reason was given' } = parse(body)
  return { status, code, why: `${detail}; nobody is signed in` }
}
