import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(__dirname, '..', '..', '..')
const manifests = readdirSync(join(root, 'packages')).map((name) => read('packages', name, 'package.json'))
const published = manifests.filter((manifest) => manifest.private !== true)

it('finds the published packages', () => {
  expect(published.map(({ name }) => name)).toEqual(expect.arrayContaining(['@tandem-auth/tokens']))
})

it.each(published.map((manifest) => [manifest.name, manifest]))('%s says where it comes from', (name, manifest) => {
  const repository = 'https://github.com/tandem-auth/tandem-auth'
  const directory = `packages/${name.replace('@tandem-auth/', '')}`
  // npm refuses provenance for a package whose repository isn't the one that the workflow runs in.
  expect(manifest).toMatchObject({
    license: 'MIT',
    author: 'Tandem Auth contributors',
    homepage: `${repository}/tree/main/${directory}#readme`,
    bugs: `${repository}/issues`,
    repository: { type: 'git', url: `git+${repository}.git`, directory },
    publishConfig: { access: 'public' },
  })
  expect(manifest.files).toEqual(expect.arrayContaining(['dist', 'src', '!**/*.test.ts', '!dist/.tsbuildinfo']))
})

it('gives the published packages one version, also in the next release', () => {
  expect(new Set(published.map(({ version }) => version)).size).toBe(1)
  const [together] = read('.changeset', 'config.json').fixed
  expect(together.sort()).toEqual(published.map(({ name }) => name).sort())
})

/** @param {string[]} path */
function read(...path) {
  return JSON.parse(readFileSync(join(root, ...path), 'utf8'))
}
