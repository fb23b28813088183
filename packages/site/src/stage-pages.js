import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { inRoot } from '../../workspace/root.js'
import { apiReference } from './api-reference.js'
import { stagedPages } from './folders.js'
import { toSiteMarkdown } from './site-links.js'
import { sitePages } from './site-pages.js'

const require = createRequire(import.meta.url)

/** Writes every page and picture to the folder that VitePress reads. */
export async function stagePages() {
  rmSync(stagedPages, { recursive: true, force: true })
  const pictures = readdirSync(inRoot('docs'))
    .filter((file) => /\.(?:svg|png)$/.test(file))
    .map((file) => ({ source: `docs/${file}`, target: file }))
  const pages = sitePages()
  const reference = await apiReference()
  const targets = new Map([...pages, ...pictures, ...reference].map(({ source, target }) => [source, target]))
  for (const page of pages) {
    write(page.target, toSiteMarkdown(readFileSync(inRoot(page.source), 'utf8'), page, targets))
  }
  for (const page of reference) write(page.target, toSiteMarkdown(page.markdown, page, targets))
  for (const { source, target } of pictures) cpSync(inRoot(source), join(stagedPages, target))
  cpSync(inRoot('packages', 'site', 'public'), join(stagedPages, 'public'), { recursive: true })
  copyMermaid()
}

// Served as it is, and loaded only by pages with a diagram: to bundle it would triple the time of a build.
function copyMermaid() {
  const from = join(dirname(require.resolve('mermaid/package.json')), 'dist')
  const to = join(stagedPages, 'public', 'mermaid')
  mkdirSync(to, { recursive: true })
  cpSync(join(from, 'mermaid.esm.min.mjs'), join(to, 'mermaid.esm.min.mjs'))
  cpSync(join(from, 'chunks', 'mermaid.esm.min'), join(to, 'chunks', 'mermaid.esm.min'), {
    recursive: true,
    filter: (file) => !file.endsWith('.map'),
  })
}

/**
 * @param {string} path
 * @param {string} content
 */
function write(path, content) {
  const file = join(stagedPages, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}
