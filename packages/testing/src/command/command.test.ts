import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { decodeJwt } from 'jose'
import { help } from './help.js'
import { commandOptions, parseArguments } from './parse-arguments.js'
import { type IssuerCommand, runIssuer } from './run-issuer.js'

let command: IssuerCommand | undefined
afterEach(() => command?.close())

async function run(...argv: string[]) {
  const written: string[] = []
  command = await runIssuer(parseArguments(['--port', '0', ...argv]), (text) => void written.push(text))
  const issuer = /issuer\s+(\S+)/.exec(written[0] ?? '')?.[1] ?? ''
  return { written, issuer, press: command.press }
}
const lastToken = (written: string[]) => decodeJwt(written.at(-1)?.trim() ?? '')

it('prints the issuer, the credentials and where the metadata are', async () => {
  const { written, issuer } = await run('--client-id', 'web', '--client-secret', 's3cret', '--user', '{"sub":"alice"}')
  expect(issuer).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(written[0]).toMatch(/client id +web\n +client secret +s3cret\n +user +alice/)
  const [, metadata = ''] = /metadata +(\S+)/.exec(written[0] ?? '') ?? []
  expect(await (await fetch(metadata)).json()).toMatchObject({ issuer })
})

it('prints a token that works in another terminal', async () => {
  const { written } = await run()
  const [, credentials = '', url = ''] = /curl -u (\S+) .* (http\S+)/.exec(written[0] ?? '') ?? []
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'read' })
  const response = await fetch(url, { method: 'POST', headers: { authorization }, body })
  expect(await response.json()).toMatchObject({ token_type: 'Bearer', scope: 'read', expires_in: 3600 })
})

it('prints a token of the user with --token, for that audience and those scopes', async () => {
  const { written, issuer } = await run('--token', 'https://orders.example', 'read', 'write')
  expect(lastToken(written)).toMatchObject({
    iss: issuer,
    sub: 'user-1',
    aud: 'https://orders.example',
    scope: 'read write',
  })
})

it('prints another one for t, signs with a new key after r, and quits after q', async () => {
  const { written, press, issuer } = await run()
  expect(await press('t')).toBe(true)
  expect(lastToken(written)).toMatchObject({ aud: 'https://api.example.com' })
  expect(await press('r')).toBe(true)
  expect(written.at(-1)).toMatch(/^new key /)
  expect([await press('x'), await press('q')]).toEqual([true, false])
  await expect(fetch(issuer)).rejects.toThrow()
})

it('behaves like a provider with --preset', async () => {
  const { written } = await run('--preset', 'entra', '--token', 'guid', 'read')
  expect(lastToken(written)).toMatchObject({ aud: 'guid', scp: 'read', ver: '2.0' })
})

it('prints requests with --verbose', async () => {
  const { written, issuer } = await run('--verbose')
  await fetch(`${issuer}/jwks`)
  expect(written.at(-1)).toBe('GET /jwks\n')
})

it.each([
  ['an unknown option', ['--prot', '1'], /--prot/],
  ['an argument without --token', ['read'], /unknown argument "read"/],
  ['a port that is none', ['--port', 'x'], /--port must be a number/],
  ['a user that is no object', ['--user', '[]'], /--user must be a JSON object/],
])('refuses %s', (_name, argv, message) => {
  expect(() => parseArguments(argv)).toThrow(message)
})

it('refuses an unknown preset, and a port that is taken', async () => {
  await expect(run('--preset', 'other')).rejects.toThrow(/--preset must be one of entra/)
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await expect(run('--port', String(port))).rejects.toThrow(`port ${port} is in use: choose another with --port`)
  server.close()
})

it.each(Object.keys(commandOptions))('explains --%s', (option) => {
  expect(help).toMatch(new RegExp(`--${option}\\s`))
})
