import { referencePages } from './api-reference.js'
import { docsIndex, providerPages, sitePages } from './site-pages.js'

const targets = new Map(sitePages().map(({ source, target }) => [source, target]))

/** @param {string} target */
const urlOf = (target) => `/${target.replace(/(?:index)?\.md$/, '')}`

/** The bar at the top. */
export const navigation = () => [
  { text: 'I want to …', link: '/tasks' },
  { text: 'Providers', link: '/providers/' },
  { text: 'Errors', link: '/errors' },
  { text: 'Which token is this?', link: '/explain-token' },
]

/** One list for each part of the site. Groups that fold would put a button into a button. */
export function sidebar() {
  const sections = docsIndex().map(({ title, entries }) => ({
    text: title,
    items: entries.flatMap(({ text, source }) =>
      itemsFor(text, targets.get(source) ?? targets.get(`${source}/README.md`)),
    ),
  }))
  const providers = providerPages().flatMap(({ text, source }) => itemsFor(text, targets.get(source)))
  const reference = referencePages().flatMap(({ name, target }) => itemsFor(name, target))
  const all = { text: 'All pages', items: [{ text: 'Docs', link: '/all-pages' }] }
  return {
    '/providers/': [{ text: 'Providers', items: [{ text: 'Overview', link: '/providers/' }, ...providers] }, all],
    '/reference/': [{ text: 'API reference', items: reference }, all],
    '/': [...sections, { text: 'API reference', items: reference }],
  }
}

/**
 * @param {string} text
 * @param {string | undefined} target
 */
const itemsFor = (text, target) => (target === undefined ? [] : [{ text, link: urlOf(target) }])
