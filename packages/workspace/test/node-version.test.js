import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isSupported } from '../node-version.js'

const workspace = join(__dirname, '..')
const manifestOf = (/** @type {string} */ folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

it.each([
  ['18.20.8', false],
  ['20.18.3', false],
  ['20.19.0', true],
  ['21.7.3', false],
  ['22.11.0', false],
  ['22.12.0', true],
  ['23.0.0', true],
  ['26.1.0', true],
])('Node %s: %s', (version, supported) => {
  expect(isSupported(version)).toBe(supported)
})

it('is the range that every package states', () => {
  const packages = join(workspace, '..')
  const folders = [join(packages, '..'), ...readdirSync(packages).map((name) => join(packages, name))]
  const manifests = folders.map(manifestOf)
  const stated = manifests.flatMap(({ name, private: own, engines }, at) =>
    own && at > 0 ? [] : [[name, engines?.node]],
  )
  expect(stated.length).toBeGreaterThan(4)
  expect(stated).toEqual(stated.map(([name]) => [name, '^20.19.0 || ^22.12.0 || >=23']))
})

const commands = ['start', 'build', 'test', 'types', 'lint', 'site', 'pack', 'bench']
it.each(commands)('%s refuses an old Node with one line', (command) => {
  const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.8' } })`
  const args = ['--import', `data:text/javascript,${encodeURIComponent(old)}`, join(workspace, `${command}.js`)]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  expect(stderr).toMatch(/^Tandem Auth needs Node 20\.19, 22\.12 or later; this is Node 18\.20\.8 \(.+\)\.\n$/)
})
