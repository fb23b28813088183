import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { siteOutput, stagedPages } from './folders.js'
import { docsIndex, sitePages } from './site-pages.js'

/**
 * Writes what programs read: every page as Markdown beside its HTML, an index of them (llms.txt), and all pages in one file
 * (llms-full.txt).
 */
export function writeMarkdownCopies() {
  const pages = readdirSync(stagedPages, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.md') && file !== 'index.md')
    .sort()
  for (const page of pages) write(page, readFileSync(join(stagedPages, page), 'utf8'))
  write('llms.txt', index())
  write('llms-full.txt', pages.map((page) => readFileSync(join(stagedPages, page), 'utf8').trim()).join('\n\n---\n\n'))
}

function index() {
  const targets = new Map(sitePages().map(({ source, target }) => [source, target]))
  const sections = docsIndex().map(({ title, entries }) => {
    const lines = entries.map(({ text, about, source }) => {
      const target = targets.get(source) ?? targets.get(`${source}/README.md`)
      return `- [${text}](${process.env.SITE_BASE ?? '/'}${target}): ${about}`
    })
    return `## ${title}\n\n${lines.join('\n')}\n`
  })
  const summary =
    '> Two Express middlewares for OAuth 2.0 and OpenID Connect: api-guard accepts only access tokens and protects APIs; client-session signs people in, keeps server-side sessions and calls APIs.'
  return [`# Tandem Auth\n\n${summary}\n`, ...sections].join('\n')
}

/**
 * @param {string} path
 * @param {string} content
 */
function write(path, content) {
  const file = join(siteOutput, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}
