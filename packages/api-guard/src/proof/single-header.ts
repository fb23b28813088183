/** The headers of a request. Frameworks that imitate Node's requests leave parts of them out. */
export interface RequestHeaders {
  readonly rawHeaders?: readonly string[]
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>
}

export const repeated = Symbol('repeated')

/**
 * Returns a header that must not be repeated; `undefined` if it wasn't sent. Node keeps the first of some repeated headers
 * and joins others, while a proxy in front may have checked the second, so the raw headers decide. Only if they don't have
 * the header are the parsed ones read: serverless-http and others leave the raw ones empty, and a middleware may set one.
 * @param name in lower case
 */
export function singleHeader(req: RequestHeaders, name: string): string | typeof repeated | undefined {
  const { rawHeaders } = req
  const found = rawHeaders === undefined ? -1 : indexOfHeader(name, rawHeaders, 0)
  if (rawHeaders === undefined || found === -1) return parsedHeader(req, name)
  return indexOfHeader(name, rawHeaders, found + 2) === -1 ? rawHeaders[found + 1] : repeated
}

function parsedHeader({ headers }: RequestHeaders, name: string): string | typeof repeated | undefined {
  if (headers === undefined) return undefined
  const values: string[] = []
  for (const key in headers) {
    if (key.length !== name.length || key.toLowerCase() !== name || !Object.hasOwn(headers, key)) continue
    const value = headers[key]
    if (typeof value === 'string') values.push(value)
    else if (Array.isArray(value)) values.push(...value.map(String))
  }
  return values.length > 1 ? repeated : values[0]
}

/** The index of a header's name in a list in which names and values alternate; -1 if it isn't there. */
function indexOfHeader(headerName: string, rawHeaders: readonly string[], from: number): number {
  for (let index = from; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    if (name?.length === headerName.length && name.toLowerCase() === headerName) return index
  }
  return -1
}
