import { posix } from 'node:path'

const repository = 'https://github.com/tandem-auth/tandem-auth'
const files = 'https://raw.githubusercontent.com/tandem-auth/tandem-auth'
const pictures = /\.(?:svg|png|jpg|gif|webp)$/

/**
 * The README of a package with its relative links made absolute, since a registry's page shows it without the
 * repository around it.
 *
 * @param {string} markdown
 * @param {string} folder the package's, like `packages/tokens`
 * @param {string} ref a tag or branch
 */
export function withAbsoluteLinks(markdown, folder, ref) {
  const absolute = (/** @type {string} */ target) => {
    if (/^(?:[a-z]+:|#)/.test(target)) return target
    const [path = '', anchor] = target.split('#')
    const full = posix.normalize(posix.join(folder, path))
    if (pictures.test(full)) return `${files}/${ref}/${full}`
    const isFile = /\.\w+$|(?:^|\/)LICENSE$/.test(full)
    return `${repository}/${isFile ? 'blob' : 'tree'}/${ref}/${full}${anchor === undefined ? '' : `#${anchor}`}`
  }
  return outsideCode(markdown, (text) =>
    text
      .replace(/(\]\()([^)\s]+)/g, (_link, before, target) => `${before}${absolute(target)}`)
      .replace(/((?:href|src)=")([^"]+)/g, (_link, before, target) => `${before}${absolute(target)}`),
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
