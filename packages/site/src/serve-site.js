import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { siteOutput } from './folders.js'

const types = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript'],
  ['.mjs', 'text/javascript'],
  ['.css', 'text/css'],
  ['.svg', 'image/svg+xml'],
  ['.json', 'application/json'],
  ['.md', 'text/markdown; charset=utf-8'],
  ['.txt', 'text/plain; charset=utf-8'],
  ['.woff2', 'font/woff2'],
])

/**
 * Serves the built site on a loopback port, as GitHub Pages would.
 *
 * @param {number} port
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serveSite(port) {
  const server = createServer((req, res) => {
    const file = fileFor(new URL(req.url ?? '/', 'http://localhost').pathname)
    const status = file === undefined ? 404 : 200
    const served = file ?? join(siteOutput, '404.html')
    res.writeHead(status, { 'content-type': types.get(extname(served)) ?? 'application/octet-stream' })
    res.end(readFileSync(served))
  })
  await new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  const url = `http://localhost:${typeof address === 'object' ? address?.port : port}`
  return {
    url,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** @param {string} path */
function fileFor(path) {
  const wanted = join(siteOutput, normalize(decodeURIComponent(path)))
  if (!wanted.startsWith(siteOutput)) return undefined
  return [wanted, `${wanted}.html`, join(wanted, 'index.html')].find((file) =>
    statSync(file, { throwIfNoEntry: false })?.isFile(),
  )
}
