import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { after, before, test } from 'node:test'

let program
let printed
before(async () => {
  const env = { ...process.env, ISSUER: '', PORT: '0', NODE_ENV: 'test' }
  program = spawn(process.execPath, ['index.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  printed = await until(program, /curl .*\n/)
})
after(() => program.kill())

test('accepts the token that it prints', async () => {
  const [, token, url] = /Bearer (\S+)" (\S+)/.exec(printed)
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  assert.equal(response.status, 200)
  assert.deepEqual(await response.json(), [{ with: 'user-1', at: '2027-03-01T09:00:00Z' }])
})

test('refuses a request without a token, and a token that was changed', async () => {
  const [, token, url] = /Bearer (\S+)" (\S+)/.exec(printed)
  const anonymous = await fetch(url)
  assert.equal(anonymous.status, 401)
  assert.match(anonymous.headers.get('www-authenticate'), /^Bearer/)
  const changed = await fetch(url, { headers: { authorization: `Bearer ${token.slice(0, -8)}AAAAAAAA` } })
  assert.equal(changed.status, 401)
  assert.match(changed.headers.get('www-authenticate'), /error="invalid_token"/)
})

/** What a program prints, as soon as it has printed `pattern`. */
function until({ stdout }, pattern) {
  return new Promise((resolve, reject) => {
    let output = ''
    stdout.on('data', (chunk) => {
      output += chunk
      if (pattern.test(output)) resolve(output)
    })
    stdout.on('end', () => reject(new Error(`it ended early:\n${output}`)))
  })
}
