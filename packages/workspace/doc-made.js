import { sessionRow } from './doc-session-row.js'
import { tokensSideBySide } from './doc-tokens.js'

/** What a page may ask for between `<!-- made: name -->` and `<!-- /made -->`. */
const makers = new Map([
  ['tokens', tokensSideBySide],
  ['session row', sessionRow],
])

const marker = /<!-- made: ([\w -]+?) -->\n[\s\S]*?<!-- \/made -->/g

/**
 * Puts what was made for it between the markers of a page.
 *
 * @param {string} markdown
 */
export async function withMadeParts(markdown) {
  /** @type {Map<string, string>} */
  const made = new Map()
  for (const [, name = ''] of markdown.matchAll(marker)) {
    const make = makers.get(name)
    if (make === undefined) throw new Error(`nothing makes "${name}"`)
    made.set(name, await make())
  }
  return markdown.replaceAll(marker, (_block, name) => `<!-- made: ${name} -->\n${made.get(name)}\n<!-- /made -->`)
}
