/** The tests of docs/testing.md, each with its own runner, against what the packages' `dist` exports. */
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const folder = join(__dirname, '..', 'runners')
const programOf = (name: string, file: string) =>
  join(dirname(createRequire(__filename).resolve(`${name}/package.json`)), file)

it.each([
  ['node:test', ['--test', 'node.spec.js'], /^(?:#|ℹ) pass 2$/m],
  ['Vitest', [programOf('vitest', 'vitest.mjs'), 'run', '--dir', folder, 'vitest.spec'], /2 passed/],
  [
    'Jest with CommonJS',
    [programOf('jest', 'bin/jest.js'), '--config', 'jest-commonjs/jest.config.cjs', '--testMatch', '**/api.test.cjs'],
    /1 passed/,
  ],
])('run under %s', async (_name, args, passed) => {
  const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', FORCE_COLOR: '0' }
  const { stdout, stderr } = await run(process.execPath, args, { cwd: folder, env })
  expect(stdout + stderr).toMatch(passed)
})
