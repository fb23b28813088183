/** The issuer identifier, and the base URL of the endpoints (without a trailing slash) with its path. */
export interface Location {
  readonly issuer: string
  readonly base: string
  readonly basePath: string
}

export function locate(port: number, path = ''): Location {
  const origin = `http://127.0.0.1:${port}`
  const basePath = path.endsWith('/') ? path.slice(0, -1) : path
  return { issuer: origin + path, base: origin + basePath, basePath }
}
