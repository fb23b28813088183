import { sessionRow } from './doc-session-row.js'
import { tokensSideBySide } from './doc-tokens.js'

/** The generated parts that a page may contain, between `<!-- made: name -->` and `<!-- /made -->`. */
const makers = new Map([
  ['tokens', tokensSideBySide],
  ['session row', sessionRow],
])

const marker = /<!-- made: ([\w -]+?) -->\n[\s\S]*?<!-- \/made -->/g

/**
 * Fills the markers of a page with the generated parts.
 *
 * @param {string} markdown
 */
export async function withMadeParts(markdown) {
  /** @type {Map<string, string>} */
  const made = new Map()
  for (const [, name = ''] of markdown.matchAll(marker)) {
    const make = makers.get(name)
    if (make === undefined) throw new Error(`there is no generated part "${name}"`)
    made.set(name, await make())
  }
  return markdown.replaceAll(marker, (_block, name) => `<!-- made: ${name} -->\n${made.get(name)}\n<!-- /made -->`)
}
