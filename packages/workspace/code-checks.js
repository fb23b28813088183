import { run } from './children.js'
import { inRoot, root } from './root.js'

const knip = ['node_modules', 'knip', 'bin', 'knip.js']
const biome = ['node_modules', '@biomejs', 'biome', 'bin', 'biome']
const docs = ['packages', 'workspace', 'docs.js']

/** Biome's rules. */
export const lint = () => node(biome, 'lint', '--error-on-warnings')

export const checkFormat = () => node(biome, 'format')

/** Files, exports and dependencies that nothing uses, and dependencies that no manifest names. */
export const findUnused = () => node(knip)

/** That the pages and `api/` are what `npm run docs` would write. */
export const checkDocs = () => node(docs, '--check')

/**
 * @param {readonly string[]} program a path in the repository
 * @param {string[]} args
 */
async function node(program, ...args) {
  await run(process.execPath, [inRoot(...program), ...args], { cwd: root })
}
