/** A request as it goes over the wire; `headers` without `host`. */
export function wire(url, { method = 'GET', path = '/', headers = {} }) {
  const lines = Object.entries({ host: new URL(url).host, ...headers }).map(([name, value]) => `${name}: ${value}`)
  return Buffer.from(`${[`${method} ${path} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`)
}
