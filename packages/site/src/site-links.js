import { posix } from 'node:path'

const repository = 'https://github.com/tandem-auth/tandem-auth/blob/main'

/**
 * A page of the repository as a page of the site: links lead to other pages of the site, or to the repository if the
 * site doesn't have the file. The markers of generated parts are removed.
 *
 * @param {string} markdown
 * @param {import('./site-pages.js').SitePage} page
 * @param {ReadonlyMap<string, string>} targets site path by repository path
 * @returns {string}
 */
export function toSiteMarkdown(markdown, { source, target }, targets) {
  const rewrite = (/** @type {string} */ link) => {
    if (/^(?:[a-z]+:|#|\/)/.test(link)) return link
    const [path = '', anchor] = link.split('#')
    const full = posix.normalize(posix.join(posix.dirname(source), path))
    const place = targets.get(full) ?? targets.get(posix.join(full, 'README.md'))
    const hash = anchor === undefined ? '' : `#${anchor}`
    if (place === undefined) return `${repository}/${full}${hash}`
    const relative = posix.relative(posix.dirname(target), place)
    return `${relative.startsWith('.') ? relative : `./${relative}`}${hash}`
  }
  return outsideCode(markdown.replace(/^<!-- \/?(?:snippet|made)\b.*-->\n/gm, ''), (text) =>
    text
      .replace(/(\]\()([^)\s]+)/g, (_link, before, link) => `${before}${rewrite(link)}`)
      .replace(/((?:href|src)=")([^"]+)/g, (_link, before, link) => `${before}${rewrite(link)}`),
  )
}

/**
 * @param {string} markdown
 * @param {(text: string) => string} change
 */
function outsideCode(markdown, change) {
  const parts = markdown.split(/(^```[\s\S]*?^```|`[^`\n]+`)/m)
  return parts.map((part, index) => (index % 2 === 0 ? change(part) : part)).join('')
}
