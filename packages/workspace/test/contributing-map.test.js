import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(__dirname, '..', '..', '..')
const rows = mapRows(readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8'))

it('finds the map in CONTRIBUTING.md', () => {
  expect(rows.length).toBeGreaterThan(30)
})

it.each(rows)('"%s" is in a file that exports what the map says', (_rule, file, exported) => {
  expect(existsSync(join(root, file))).toBe(true)
  expect(exported.length).toBeGreaterThan(0)
  const found = exportsOf(readFileSync(join(root, file), 'utf8'))
  expect(exported.filter((name) => !found.includes(name))).toEqual([])
})

/**
 * The rows whose second cell is a file and whose third names exports.
 *
 * @param {string} markdown
 * @returns {[rule: string, file: string, exported: string[]][]}
 */
function mapRows(markdown) {
  const section = markdown.split('\n## ').find((text) => text.startsWith('The map\n')) ?? ''
  return section.split('\n').flatMap((line) => {
    const [, rule = '', file = '', exported = ''] = line.split(/ ?\| ?/)
    const [path] = codeIn(file)
    return path?.includes('/') && exported !== '' ? [[rule, path, codeIn(exported)]] : []
  })
}

/** @param {string} cell */
function codeIn(cell) {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
}

/** @param {string} source */
function exportsOf(source) {
  const declared = source.matchAll(/^export (?:async )?(?:function|const|class|interface|type) (\w+)/gm)
  const listed = source.matchAll(/^export \{([^}]*)\}/gm)
  const names = [...listed].flatMap(([, list = '']) => list.split(',').map((name) => name.replace('type ', '').trim()))
  return [...[...declared].map(([, name = '']) => name), ...names]
}
