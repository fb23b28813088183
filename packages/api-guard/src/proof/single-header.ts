export const repeated = Symbol('repeated')

/**
 * The one header of this name (lower case) among names and values that follow each other: `undefined` if it wasn't sent.
 * Node keeps the first of some repeated headers and joins others; a proxy may have looked at the second one.
 */
export function singleHeader(rawHeaders: readonly string[], name: string): string | typeof repeated | undefined {
  const found = indexOfHeader(name, rawHeaders, 0)
  if (found === -1) return undefined
  return indexOfHeader(name, rawHeaders, found + 2) === -1 ? rawHeaders[found + 1] : repeated
}

/** Where a header's name stands; -1 if it wasn't sent. */
export function indexOfHeader(headerName: string, rawHeaders: readonly string[], from: number): number {
  for (let index = from; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    if (name?.length === headerName.length && name.toLowerCase() === headerName) return index
  }
  return -1
}
