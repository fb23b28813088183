import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { copyableExamples } from '../example-folders.js'

const root = join(__dirname, '..', '..', '..')
const examples = copyableExamples().map((folder) => basename(folder))
const ours = JSON.parse(readFileSync(join(root, 'packages', 'tokens', 'package.json'), 'utf8')).version
const workspace = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')

it('finds the examples', () => {
  expect(examples).toEqual(expect.arrayContaining(['api', 'web-app', 'quickstart', 'cluster']))
  const internal = ['build', 'snippets', 'tests']
  const folders = readdirSync(join(root, 'examples')).filter((name) => !internal.includes(name))
  expect(examples).toEqual(folders)
})

describe.each(examples)('examples/%s', (name) => {
  const folder = join(root, 'examples', name)
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

  it('has what a copy needs', () => {
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(['start', 'test']))
    for (const file of ['README.md', '.env.example'])
      expect([file, existsSync(join(folder, file))]).toEqual([file, true])
    expect(readFileSync(join(folder, 'README.md'), 'utf8').split('\n').length).toBeLessThan(65)
  })

  it('names the versions that the repository uses', () => {
    const dependencies = { ...manifest.dependencies, ...manifest.devDependencies }
    const wanted = Object.keys(dependencies).map((dependency) => [dependency, catalogVersion(dependency)])
    const known = wanted.filter(([, version]) => version !== undefined)
    expect(known.length).toBeGreaterThan(1)
    expect(known.map(([dependency]) => [dependency, dependencies[dependency ?? '']])).toEqual(known)
  })

  it('links to nothing outside the folder, except by a whole URL', () => {
    expect(readFileSync(join(folder, 'README.md'), 'utf8').match(/\]\(\.\.\//g) ?? []).toEqual([])
  })
})

/** @param {string} name */
function catalogVersion(name) {
  if (name.startsWith('@tandem-auth/')) return `^${ours}`
  return new RegExp(`^  "?${name}"?: (.+)$`, 'm').exec(workspace)?.[1]
}
