import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { docPages } from '../doc-pages.js'

const root = join(__dirname, '..', '..', '..')
const pages = docPages(root)

it('finds the pages', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/README.md', 'docs/errors.md']))
})

it.each(pages)('every link in %s leads to a file and heading that exist', (page) => {
  const broken = linksIn(read(page)).filter((link) => !leadsSomewhere(page, link))
  expect(broken).toEqual([])
})

it('every page under docs/ is on the index', () => {
  const onIndex = linksIn(read('docs/README.md')).map((link) => `docs/${link.split('#')[0]}`)
  const missing = pages.filter((page) => page.startsWith('docs/') && !page.startsWith('docs/providers/'))
  expect(missing.filter((page) => page !== 'docs/README.md' && !onIndex.includes(page))).toEqual([])
})

/** @param {string} page */
function read(page) {
  return readFileSync(join(root, page), 'utf8')
}

/**
 * Links and pictures, as Markdown and as HTML, outside of code.
 *
 * @param {string} markdown
 */
function linksIn(markdown) {
  const text = withoutCode(markdown)
  const found = [...text.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g), ...text.matchAll(/(?:href|src)="([^"]+)"/g)]
  return found.map(([, target]) => target ?? '').filter((target) => !/^[a-z]+:/.test(target))
}

/**
 * @param {string} page
 * @param {string} link
 */
function leadsSomewhere(page, link) {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : relative(root, join(root, dirname(page), decodeURIComponent(path)))
  if (target.startsWith('..') || !existsSync(join(root, target))) return false
  return anchor === undefined || !target.endsWith('.md') || anchorsOf(read(target)).includes(anchor)
}

/**
 * As GitHub names headings: lower case, without punctuation, with hyphens for blanks, and counted when they repeat.
 *
 * @param {string} markdown
 */
function anchorsOf(markdown) {
  /** @type {Map<string, number>} */
  const seen = new Map()
  return [...withoutCode(markdown, false).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
    const name = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-')
    const count = seen.get(name) ?? 0
    seen.set(name, count + 1)
    return count === 0 ? name : `${name}-${count}`
  })
}

/**
 * @param {string} markdown
 * @param {boolean} [spans]
 */
function withoutCode(markdown, spans = true) {
  const text = markdown.replace(/^(```+)[\s\S]*?^\1/gm, '')
  return spans ? text.replace(/`[^`\n]*`/g, '') : text
}
