import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'

test('accepts the token, and refuses a call without one', async () => {
  const env = { ...process.env, ISSUER: '', AUDIENCE: '' }
  const { stdout } = await promisify(execFile)(process.execPath, ['local.js'], { env })
  assert.match(stdout, /without a token: 401 .*ERR_CREDENTIALS_MISSING/)
  assert.match(stdout, /with a token: 200 \[\{"with":"user-1"/)
})
