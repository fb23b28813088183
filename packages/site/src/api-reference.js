import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Application } from 'typedoc'
import { inCache, inRoot, readJson } from '../../workspace/root.js'

const documented = ['api-guard', 'client-session', 'testing', 'explain']

/**
 * @typedef {object} ReferencePage
 * @property {string} name as users import it, without the scope: `api-guard`, `client-session/redis`
 * @property {string} entry the source of the entry point
 * @property {string} source what TypeDoc names the page
 * @property {string} target its path in the site
 */

/**
 * One page for each entry point that users import.
 *
 * @returns {readonly ReferencePage[]}
 */
export function referencePages() {
  return documented.flatMap((name) => {
    const folder = inRoot('packages', name)
    /** @type {Record<string, string | { types: string }>} */
    const entries = readJson(join(folder, 'package.json')).exports
    return Object.entries(entries).flatMap(([subpath, target]) => {
      if (typeof target === 'string' || subpath === './augment') return []
      const file = target.types.replace('./dist/', 'src/').replace(/\.d\.ts$/, '')
      if (!existsSync(join(folder, `${file}.ts`))) return []
      const page = { name: `${name}${subpath.slice(1)}`, entry: join(folder, `${file}.ts`) }
      return [{ ...page, source: `${name}/${file.replace(/\/index$/, '')}.md`, target: `reference/${page.name}.md` }]
    })
  })
}

/**
 * Makes the API reference from the doc comments.
 *
 * @returns {Promise<readonly (ReferencePage & { markdown: string })[]>}
 */
export async function apiReference() {
  const out = inCache('reference')
  // Half of these options are the Markdown plugin's.
  const options = /** @type {Partial<import('typedoc').TypeDocOptions>} */ ({
    entryPoints: referencePages().map(({ entry }) => entry),
    tsconfig: inRoot('packages', 'site', 'tsconfig.reference.json'),
    plugin: ['typedoc-plugin-markdown'],
    out,
    readme: 'none',
    logLevel: 'Error',
    skipErrorChecking: true,
    excludeInternal: true,
    excludePrivate: true,
    excludeExternals: true,
    disableSources: true,
    router: 'module',
    entryFileName: 'index.md',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useCodeBlocks: true,
    parametersFormat: 'table',
    propertiesFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
  })
  const app = await Application.bootstrapWithPlugins(options)
  const project = await app.convert()
  if (project === undefined) throw new Error('TypeDoc could not read the doc comments')
  await app.generateOutputs(project)
  return referencePages().map((page) => ({ ...page, markdown: readable(page, join(out, page.source)) }))
}

/**
 * @param {ReferencePage} page
 * @param {string} file
 */
function readable({ name }, file) {
  // The list of all error codes is a page of its own, and here it hides everything else.
  const codes = /(?:\\\| )?`"ERR_\w+"`(?: \\\| `"ERR_\w+"`){9,}/g
  return readFileSync(file, 'utf8')
    .replace(/^# .*$/m, `# @tandem-auth/${name}`)
    .replaceAll(codes, '`ErrorCode`')
}
