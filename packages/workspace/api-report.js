import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript6'
import { inRoot, readJson } from './root.js'
import { publicPackages } from './tarballs.js'

/** @typedef {{ title: string, file: string }} EntryPoint */

const printer = ts.createPrinter({ removeComments: true })

/**
 * The public surface of each package, from its compiled declarations: for each entry point the declarations that it
 * exports, then those of the package that they refer to. Kept in git, so that a change of the surface is seen in review.
 *
 * @returns {{ path: string, content: string }[]}
 */
export function apiReports() {
  const packages = publicPackages().map(({ name, folder }) => ({ name, folder, entries: entryPoints(name, folder) }))
  const program = ts.createProgram(
    packages.flatMap(({ entries }) => entries.map(({ file }) => file)),
    { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2023, skipLibCheck: true, types: ['node'] },
  )
  mkdirSync(inRoot('api'), { recursive: true })
  return packages.map(({ name, folder, entries }) => ({
    path: inRoot('api', `${name.replace('@tandem-auth/', '')}.d.ts`),
    content: report(program, name, join(folder, 'dist'), entries),
  }))
}

/**
 * @param {string} name
 * @param {string} folder
 * @returns {EntryPoint[]}
 */
function entryPoints(name, folder) {
  /** @type {Record<string, string | { types: string }>} */
  const entries = readJson(join(folder, 'package.json')).exports
  return Object.entries(entries).flatMap(([subpath, target]) =>
    typeof target === 'string' ? [] : [{ title: join(name, subpath), file: join(folder, target.types) }],
  )
}

/**
 * @param {ts.Program} program
 * @param {string} name
 * @param {string} dist
 * @param {readonly EntryPoint[]} entries
 */
function report(program, name, dist, entries) {
  const checker = program.getTypeChecker()
  /** @type {Set<ts.Node>} */
  const printed = new Set()
  const isOwn = (/** @type {ts.Node} */ node) => node.getSourceFile().fileName.startsWith(dist.replaceAll('\\', '/'))
  const sections = entries.map(({ title, file }) => {
    const source = program.getSourceFile(file)
    if (source === undefined) throw new Error(`${file} is missing: run npm run build`)
    const exported = exportsOf(checker, source).flatMap(({ name, symbol }) => declarationsOf(symbol, name, isOwn))
    for (const { node } of exported) if (node !== undefined) printed.add(node)
    const augmentations = source.statements.filter(ts.isModuleDeclaration)
    return section(title, [...exported.map(({ text }) => text), ...augmentations.map(print)])
  })
  const others = referredTo(checker, printed, isOwn)
  const note = `// The public surface of ${name}, written by "npm run docs". A change here is a change for its users.\n`
  return [note, ...sections, section('declarations that these refer to', others.map(print).sort())].join('\n')
}

/**
 * @param {string} title
 * @param {readonly string[]} declarations
 */
const section = (title, declarations) => `// ${title}\n\n${declarations.map((text) => `${text}\n`).join('\n')}`

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.SourceFile} source
 */
function exportsOf(checker, source) {
  const module = checker.getSymbolAtLocation(source)
  const symbols = module === undefined ? [] : checker.getExportsOfModule(module)
  return symbols
    .map((symbol) => ({ name: symbol.name, symbol: withoutAlias(checker, symbol) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * @param {ts.Symbol} symbol
 * @param {string} name
 * @param {(node: ts.Node) => boolean} isOwn
 * @returns {{ text: string, node?: ts.Node }[]}
 */
function declarationsOf(symbol, name, isOwn) {
  return (symbol.declarations ?? []).map((declaration) => {
    const node = statementOf(declaration)
    if (isOwn(node)) return { text: print(node), node }
    const [, from] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(node.getSourceFile().fileName) ?? []
    return { text: `export { ${name} } from '${from ?? '@tandem-auth/tokens'}';` }
  })
}

/**
 * The declarations of the package that some declarations refer to, directly or through others.
 *
 * @param {ts.TypeChecker} checker
 * @param {ReadonlySet<ts.Node>} printed
 * @param {(node: ts.Node) => boolean} isOwn
 */
function referredTo(checker, printed, isOwn) {
  const found = new Set(printed)
  // A set may grow while it is iterated: what is added comes at the end.
  for (const node of found) {
    for (const symbol of symbolsIn(checker, node)) {
      const statements = (symbol.declarations ?? []).map(statementOf)
      for (const statement of statements) if (isOwn(statement) && !ts.isSourceFile(statement)) found.add(statement)
    }
  }
  return [...found].filter((node) => !printed.has(node))
}

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.Node} node
 * @returns {ts.Symbol[]}
 */
function symbolsIn(checker, node) {
  const symbol = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined
  const own = symbol === undefined ? [] : [withoutAlias(checker, symbol)]
  /** @type {ts.Symbol[]} */
  const inside = []
  ts.forEachChild(node, (child) => void inside.push(...symbolsIn(checker, child)))
  return [...own, ...inside]
}

/**
 * @param {ts.TypeChecker} checker
 * @param {ts.Symbol} symbol
 */
const withoutAlias = (checker, symbol) =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol

/** @param {ts.Node} node */
function statementOf(node) {
  let statement = node
  while (!ts.isSourceFile(statement) && !ts.isSourceFile(statement.parent)) statement = statement.parent
  return statement
}

/** @param {ts.Node} node */
const print = (node) => printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile())
