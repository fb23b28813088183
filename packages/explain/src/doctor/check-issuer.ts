import { algorithmNames, createKeySource, createMetadataSource, createProviderFetch, quote } from '@tandem-auth/tokens'
import { ask, type Reply, textOf } from './ask.js'
import { type Finding, note, ok, problem } from './finding.js'

export interface IssuerInput {
  readonly issuer: string
  readonly insecureHosts: readonly string[]
}

export interface CheckedIssuer {
  readonly findings: readonly Finding[]
  /** What it publishes, if that can be read. */
  readonly metadata: Readonly<Record<string, unknown>> | undefined
}

/** The metadata of a provider, its clock and its keys. */
export async function checkIssuer({ issuer, insecureHosts }: IssuerInput): Promise<CheckedIssuer> {
  const reply = await ask(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  if (typeof reply === 'string') {
    return alone(problem('metadata', `${issuer} can't be reached: ${reply}`, 'docs/networks.md explains the codes'))
  }
  const { json } = reply
  if (reply.status !== 200 || json === undefined) {
    const text = `the metadata of ${issuer} can't be read: status ${reply.status}`
    return alone(problem('metadata', text, 'compare the issuer with the provider page in docs/providers'))
  }
  const findings = [checkName(issuer, json), checkClock(reply), await checkKeys(issuer, json, insecureHosts)]
  return { findings, metadata: json }
}

const alone = (finding: Finding): CheckedIssuer => ({ findings: [finding], metadata: undefined })

function checkName(issuer: string, metadata: Readonly<Record<string, unknown>>): Finding {
  const published = textOf(metadata, 'issuer')
  if (published === issuer) return ok('issuer', `the metadata name the issuer ${issuer}`)
  const slash = published !== undefined && published.replace(/\/$/, '') === issuer.replace(/\/$/, '')
  const text = `the metadata name the issuer ${quote(published)}, not ${quote(issuer)}${slash ? ': only the trailing slash differs' : ''}`
  return problem('issuer', text, published === undefined ? undefined : `configure issuer: '${published}'`)
}

const tolerable = 5

function checkClock({ headers, at }: Reply): Finding {
  const date = Date.parse(headers.get('date') ?? '')
  if (Number.isNaN(date)) return note('clock', "the provider sends no Date, so the clocks can't be compared")
  // The header has whole seconds, and counts from the start of the response.
  const seconds = Math.round(date / 1000 + 0.5 - at)
  if (Math.abs(seconds) <= tolerable) return ok('clock', 'the clocks agree')
  const side = seconds > 0 ? 'behind' : 'ahead of'
  const text = `this machine's clock is ${Math.abs(seconds)} s ${side} the provider's`
  return problem('clock', text, 'synchronize the clocks (NTP); tokens are refused for it')
}

async function checkKeys(
  issuer: string,
  metadata: Readonly<Record<string, unknown>>,
  insecureHosts: readonly string[],
): Promise<Finding> {
  const fetch = createProviderFetch('doctor', { insecureHosts })
  const published = { ...metadata, issuer }
  const source = createMetadataSource({ issuer, fetch, metadata: published, insecureHosts })
  const keys = createKeySource({ issuer, fetch, metadata: source })
  try {
    await keys.request('RS256', undefined)
    const usable = algorithmNames.filter((algorithm) => keys.find(algorithm, undefined).length > 0)
    if (usable.length > 0) return ok('keys', `there are keys for ${usable.join(', ')}`)
    const fix = 'the provider must publish public signature keys (RSA of 2048 bits at least, EC or OKP)'
    return problem('keys', 'the key set has no key that can be used', fix)
  } catch (error) {
    const { message, hint } = error as { readonly message: string; readonly hint?: string }
    return problem('keys', hint ?? message, "open the metadata's jwks_uri from this machine")
  } finally {
    keys.close()
  }
}
