import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'

test('each token is accepted only by its reader', async () => {
  const ports = ['--web-port', '0', '--api-port', '0', '--provider-port', '0']
  const { stdout } = await promisify(execFile)(process.execPath, ['dist/start.js', '--once', ...ports])
  assert.match(stdout, /Everything came out as it must/)
})
