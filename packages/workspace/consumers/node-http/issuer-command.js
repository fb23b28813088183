// The command of @tandem-auth/testing, as `npx` runs it.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const manifest = new URL('node_modules/@tandem-auth/testing/package.json', import.meta.url)
const { bin, version } = JSON.parse(readFileSync(manifest, 'utf8'))
const program = fileURLToPath(new URL(Object.values(bin)[0], manifest))
const print = (...args) => execFileSync(process.execPath, [program, ...args], { encoding: 'utf8' })

assert.match(print('--help'), /^Starts an OpenID provider/)
assert.equal(print('--version'), `${version}\n`)
assert.throws(() => execFileSync(process.execPath, [program, '--nonsense'], { stdio: 'pipe' }), { status: 2 })

const child = spawn(process.execPath, [program, '--port', '0', '--token', 'https://orders.example', 'read'])
const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
const exited = new Promise((resolve) => child.once('exit', resolve))

const [, issuer] = await lineLike(/issuer +(http:\S+)/)
const [first] = await lineLike(/^eyJ\S+$/)
assert.equal(claimsOf(first).aud, 'https://orders.example')
child.stdin.write('t')
const [second] = await lineLike(/^eyJ\S+$/)
assert.notEqual(second, first)

const { jwks_uri: jwksUri } = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()
assert.equal((await (await fetch(jwksUri)).json()).keys.length, 1)
assert.equal(new URL(issuer).hostname, '127.0.0.1')
const outside = Object.values(networkInterfaces())
  .flat()
  .find(({ family, internal }) => family === 'IPv4' && !internal)
if (outside !== undefined) await assert.rejects(fetch(`http://${outside.address}:${new URL(issuer).port}/`))

child.stdin.write('q')
assert.equal(await exited, 0)

/** @param {RegExp} pattern */
async function lineLike(pattern) {
  for (;;) {
    const { value, done } = await lines.next()
    assert.ok(!done, `no line like ${pattern}`)
    const found = pattern.exec(value)
    if (found !== null) return found
  }
}

/** @param {string} token */
function claimsOf(token) {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString())
}
