import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { siteOutput } from './folders.js'

/**
 * Looks for links of the built pages that lead nowhere: to a page, a file or an anchor that doesn't exist.
 *
 * @param {string} base the path below which the site is served
 * @returns {string[]}
 */
export function brokenLinks(base) {
  const files = readdirSync(siteOutput, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'))
  const pages = new Map(files.map((file) => [file.replaceAll('\\', '/'), readFileSync(join(siteOutput, file), 'utf8')]))
  return [...pages].flatMap(([page, html]) =>
    [...html.matchAll(/<a [^>]*?href="([^"]+)"/g)]
      .map(([, link = '']) => link)
      .filter((link) => !/^[a-z]+:/.test(link) && !leadsSomewhere(page, link, base, pages))
      .map((link) => `${page}: ${link}`),
  )
}

/**
 * @param {string} page
 * @param {string} link
 * @param {string} base
 * @param {ReadonlyMap<string, string>} pages
 */
function leadsSomewhere(page, link, base, pages) {
  const [path = '', anchor] = link.split('#')
  const full =
    path === '' ? page : path.startsWith('/') ? path.slice(base.length) : posix.join(posix.dirname(page), path)
  const file = [full, `${full}.html`, posix.join(full, 'index.html')].find((candidate) => pages.has(candidate))
  if (file === undefined) return existsSync(join(siteOutput, full)) && full !== ''
  return !anchor || pages.get(file)?.includes(`id="${decodeURIComponent(anchor)}"`)
}
