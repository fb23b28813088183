import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, posix } from 'node:path'
import { inRoot } from '../../workspace/root.js'

/**
 * @typedef {object} SitePage
 * @property {string} source a path in the repository
 * @property {string} target a path in the site, like `providers/okta.md`
 */

/** @typedef {{ text: string, about: string, source: string }} IndexEntry a row of docs/README.md; `source` as in SitePage */
/** @typedef {{ title: string, entries: readonly IndexEntry[] }} IndexSection */

/**
 * Every page that the site shows: docs/, the READMEs of packages and examples, and the pages that only a site can have.
 *
 * @returns {readonly SitePage[]}
 */
export function sitePages() {
  const docs = markdownIn('docs').map((file) => ({ source: `docs/${file}`, target: docsTarget(file) }))
  const readmes = ['packages', 'examples'].flatMap((parent) =>
    readdirSync(inRoot(parent))
      .map((name) => ({ source: `${parent}/${name}/README.md`, target: `${parent}/${name}.md` }))
      .filter(({ source }) => existsSync(inRoot(source))),
  )
  const root = ['CHANGELOG.md', 'SECURITY.md', 'CONTRIBUTING.md'].map((source) => ({
    source,
    target: source.toLowerCase().replace('security.md', 'reporting-a-weakness.md'),
  }))
  const own = markdownIn('packages/site/pages').map((file) => ({ source: `packages/site/pages/${file}`, target: file }))
  return [...docs, ...readmes, ...root, ...own]
}

/**
 * The sections of docs/README.md, in its order. A test of the repository checks that every page under docs/ is there.
 *
 * @returns {readonly IndexSection[]}
 */
export function docsIndex() {
  const [, ...sections] = readFileSync(inRoot('docs', 'README.md'), 'utf8').split(/^## /m)
  return sections.map((section) => {
    const [title = ''] = section.split('\n')
    const rows = section.matchAll(/^\| (?:\*\*)?\[`?([^\]`]+)`?\]\(([^)#]+)\)(?:\*\*)? \| (.*) \|$/gm)
    const entries = [...rows].map(([, text = '', link = '', about = '']) => ({
      text,
      about,
      source: posix.normalize(`docs/${link}`),
    }))
    return { title, entries }
  })
}

/** The pages about one provider, by their headings. */
export function providerPages() {
  return markdownIn('docs/providers')
    .filter((file) => basename(file) !== 'README.md')
    .map((file) => ({ text: titleOf(`docs/providers/${file}`), source: `docs/providers/${file}` }))
}

/** @param {string} source */
export function titleOf(source) {
  return /^# (.+)$/m.exec(readFileSync(inRoot(source), 'utf8'))?.[1]?.replaceAll('`', '') ?? source
}

/** @param {string} file in docs/ */
const docsTarget = (file) => (file === 'README.md' ? 'all-pages.md' : file.replace(/README\.md$/, 'index.md'))

/** @param {string} folder */
const markdownIn = (folder) =>
  readdirSync(join(inRoot(), folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => file.replaceAll('\\', '/'))
    .sort()
