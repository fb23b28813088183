// Every path in the packages' `exports` can be imported and required, and both return the same exports.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

for (const name of ['tokens', 'testing', 'api-guard', 'client-session']) {
  const manifest = JSON.parse(readFileSync(new URL(`node_modules/@tandem-auth/${name}/package.json`, import.meta.url)))
  for (const subpath of Object.keys(manifest.exports).filter((path) => !path.endsWith('.json'))) {
    const specifier = `${manifest.name}${subpath.slice(1)}`
    const imported = await import(specifier)
    assert.deepEqual(Object.keys(require(specifier)).sort(), Object.keys(imported).sort(), specifier)
  }
  assert.equal(require(`${manifest.name}/package.json`).version, manifest.version)
}
