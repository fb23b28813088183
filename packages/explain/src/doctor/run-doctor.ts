import { checkApi } from './check-api.js'
import { checkApp } from './check-app.js'
import { checkClient } from './check-client.js'
import { checkIssuer } from './check-issuer.js'
import { checkResource } from './check-resource.js'
import { type Finding, problem } from './finding.js'

export interface DoctorInput {
  /** The URL of an API or MCP server. */
  readonly api?: string | undefined
  readonly issuer?: string | undefined
  readonly audience?: readonly string[]
  readonly clientId?: string | undefined
  readonly clientSecret?: string | undefined
  readonly idTokenAlgorithm?: string | undefined
  readonly baseUrl?: string | undefined
  readonly insecureHosts?: readonly string[]
}

/** Looks at what a client, an app or an API depends on. It changes nothing and logs nobody in. */
export async function runDoctor(input: DoctorInput): Promise<readonly Finding[]> {
  const { api, issuer, clientId, clientSecret, baseUrl, audience = [], insecureHosts = [] } = input
  if (api === undefined && issuer === undefined && baseUrl === undefined) {
    return [problem('arguments', 'there is nothing to look at', 'give --issuer, --base-url, or the URL of an API')]
  }
  const findings: Finding[] = []
  if (issuer !== undefined) {
    const checked = await checkIssuer({ issuer, insecureHosts })
    findings.push(...checked.findings)
    const { metadata } = checked
    if (metadata !== undefined && clientId !== undefined) {
      const { idTokenAlgorithm } = input
      findings.push(...(await checkClient(metadata, { clientId, clientSecret, baseUrl, idTokenAlgorithm })))
    }
    const [name] = audience
    if (metadata !== undefined && clientId !== undefined && clientSecret !== undefined && name !== undefined) {
      findings.push(...(await checkResource(metadata, { clientId, clientSecret, audience: name })))
    }
  }
  if (baseUrl !== undefined) findings.push(...(await checkApp(baseUrl)))
  if (api !== undefined) findings.push(...(await checkApi(api)))
  return findings
}
