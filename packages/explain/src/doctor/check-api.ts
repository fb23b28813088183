import { ask, listOf, type Reply } from './ask.js'
import { type Finding, note, ok, problem } from './finding.js'

const origin = 'https://app.example'

// The form of a JWT, and no issuer that anybody has configured.
const badToken = [
  Buffer.from('{"alg":"RS256","typ":"at+jwt"}').toString('base64url'),
  Buffer.from('{"iss":"https://doctor.invalid","aud":"doctor","exp":4102444800}').toString('base64url'),
  'ZG9jdG9y',
].join('.')

/** What a client meets at a guarded API or MCP server: challenge, metadata, CORS, and how it takes a bad token. */
export async function checkApi(url: string): Promise<readonly Finding[]> {
  const bare = await ask(url, { headers: { origin } })
  if (typeof bare === 'string') return [problem('API', `${url} can't be reached: ${bare}`)]
  const bad = await ask(url, { headers: { authorization: `Bearer ${badToken}` } })
  return [
    checkUnauthenticated(bare),
    ...(typeof bad === 'string' ? [] : [checkBadToken(bad)]),
    ...checkCors(bare),
    ...(await checkMetadata(url, bare)),
  ]
}

const challengeOf = ({ headers }: Reply): string => headers.get('www-authenticate') ?? ''

function checkUnauthenticated(reply: Reply): Finding {
  const challenge = challengeOf(reply)
  if (reply.status !== 401) {
    const fix = 'mount apiGuard(…) before this route'
    return problem('no token', `a request without a token gets ${reply.status}, not 401`, fix)
  }
  if (/^(?:bearer|dpop)\b/i.test(challenge)) return ok('no token', `401 with the challenge ${challenge}`)
  return problem(
    'no token',
    'the 401 has no WWW-Authenticate: Bearer, so that clients never log in',
    'use authErrorHandler(), or send error.headers',
  )
}

function checkBadToken(reply: Reply): Finding {
  if (reply.status === 401 && challengeOf(reply).includes('invalid_token')) return ok('bad token', '401 invalid_token')
  const text = `a bad token gets ${reply.status}, not 401 invalid_token: clients ${reply.status >= 500 ? 'never refresh' : 'take it for something else'}`
  return problem('bad token', text, 'pass the AuthError to next(error), and mount authErrorHandler()')
}

function checkCors({ headers }: Reply): readonly Finding[] {
  const allowed = headers.get('access-control-allow-origin')
  if (allowed === null) return [note('browsers', 'no CORS headers: pages of other origins can not call it')]
  const exposed = (headers.get('access-control-expose-headers') ?? '').toLowerCase().split(/\s*,\s*/)
  if (exposed.includes('www-authenticate') || exposed.includes('*')) {
    return [ok('browsers', 'pages can read the challenge')]
  }
  const fix = "cors({ exposedHeaders: ['WWW-Authenticate'] }), mounted before the guard"
  return [problem('browsers', 'WWW-Authenticate is not exposed: pages can not read the challenge', fix)]
}

async function checkMetadata(url: string, reply: Reply): Promise<readonly Finding[]> {
  const [, address] = /resource_metadata="([^"]*)"/.exec(challengeOf(reply)) ?? []
  if (address === undefined)
    return [
      note(
        'metadata',
        'the challenge names no resource_metadata; MCP clients need it',
        'configure resource: { url } and mount guard.metadata()',
      ),
    ]
  if (!URL.canParse(address)) return [problem('metadata', `resource_metadata is no URL: ${address}`)]
  if (new URL(address).host !== new URL(url).host) {
    const text = `resource_metadata is at ${new URL(address).host}, the API at ${new URL(url).host}: an inner host name?`
    return [problem('metadata', text, 'configure resource.url as clients reach it; it is never taken from a request')]
  }
  const document = await ask(address)
  if (typeof document === 'string' || document.status !== 200 || document.json === undefined) {
    const status = typeof document === 'string' ? document : document.status
    return [problem('metadata', `${address} can't be read: ${status}`, 'mount guard.metadata() before the guard')]
  }
  return checkDocument(url, document.json)
}

function checkDocument(url: string, document: Readonly<Record<string, unknown>>): readonly Finding[] {
  const servers = listOf(document, 'authorization_servers') ?? []
  if (typeof document.resource !== 'string' || servers.length === 0) {
    return [problem('metadata', 'the document lacks "resource" or "authorization_servers" (RFC 9728, 2)')]
  }
  if (!url.startsWith(document.resource.replace(/\/$/, ''))) {
    return [
      problem('metadata', `the document is about ${document.resource}, not about ${url}`, 'configure resource.url'),
    ]
  }
  return [ok('metadata', `${document.resource} takes tokens of ${servers.join(', ')}`)]
}
