import { defaultTenant, type Location } from './location.js'
import type { TestIssuerOptions } from './options.js'

export function locate(
  [main, mutualTls]: readonly { origin: string }[],
  { path = '', frontendUrl, issuerTemplate: template }: TestIssuerOptions,
): Location {
  const origin = main?.origin ?? ''
  const basePath = path.endsWith('/') ? path.slice(0, -1) : path
  const front = frontendUrl === undefined ? origin : withPort(frontendUrl, origin)
  const issuerTemplate = template === undefined ? undefined : front + template
  return {
    issuer: issuerTemplate?.replace('{tenantid}', defaultTenant) ?? front + path,
    ...(issuerTemplate !== undefined && { issuerTemplate }),
    base: origin + basePath,
    frontBase: front + basePath,
    basePath,
    ...(mutualTls !== undefined && { mutualTlsBase: mutualTls.origin + basePath }),
  }
}

/** 'http://localhost' is this provider too, at a port that nobody knows before it listens. */
function withPort(frontendUrl: string, origin: string): string {
  const url = new URL(frontendUrl)
  if (url.hostname === 'localhost' && url.port === '') url.port = new URL(origin).port
  return url.origin
}
