import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { after, before, test } from 'node:test'

let program
let calls
before(async () => {
  const env = { ...process.env, TENANTS: '', PORT: '0', NODE_ENV: 'test' }
  program = spawn(process.execPath, ['index.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const printed = await until(program, /Exchange the tokens/)
  calls = [...printed.matchAll(/Bearer (\S+)" (\S+)/g)].map(([, token, url]) => ({ token, url }))
})
after(() => program.kill())

test('accepts each tenant’s token at its own path', async () => {
  const responses = await Promise.all(calls.map(call))
  assert.deepEqual(await Promise.all(responses.map((response) => response.json())), [
    { tenant: 'acme', of: 'alice' },
    { tenant: 'globex', of: 'grace' },
  ])
})

test('refuses a token of another tenant', async () => {
  const [acme, globex] = calls
  const responses = await Promise.all([
    call({ token: acme.token, url: globex.url }),
    call({ token: globex.token, url: acme.url }),
  ])
  for (const response of responses) {
    assert.equal(response.status, 401)
    assert.equal((await response.json()).code, 'ERR_TOKEN_ISSUER')
  }
})

test('knows no other tenant', async () => {
  const [{ token, url }] = calls
  assert.equal((await call({ token, url: url.replace('acme', 'initech') })).status, 404)
})

const call = ({ token, url }) => fetch(url, { headers: { authorization: `Bearer ${token}` } })

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
