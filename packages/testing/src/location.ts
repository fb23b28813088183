/** The issuer identifier, and the base URL of the endpoints (without a trailing slash) with its path. */
export interface Location {
  readonly issuer: string
  readonly base: string
  readonly basePath: string
  /** The base URL of the endpoints that request a client certificate. */
  readonly mutualTlsBase?: string
}

export function locate([main, mutualTls]: readonly { origin: string }[], path = ''): Location {
  const origin = main?.origin ?? ''
  const basePath = path.endsWith('/') ? path.slice(0, -1) : path
  return {
    issuer: origin + path,
    base: origin + basePath,
    basePath,
    ...(mutualTls !== undefined && { mutualTlsBase: mutualTls.origin + basePath }),
  }
}
