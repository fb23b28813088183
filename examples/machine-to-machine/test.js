import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { startIssuer } from '@tandem-auth/testing'
import { createAccessTokens } from './access-tokens.js'

test('calls the API as itself', async () => {
  const env = { ...process.env, ISSUER: '' }
  const { stdout } = await promisify(execFile)(process.execPath, ['index.js'], { env })
  assert.match(stdout, /responded with 200: \{"calledBy":"client-1","isMachine":true\}/)
})

test('requests one token for many calls', async () => {
  const provider = await startIssuer()
  const client = { clientId: 'client-1', clientSecret: 'secret-1', audience: 'https://api.example.com', scope: 'x' }
  const accessToken = await createAccessTokens({ issuer: provider.issuer, ...client })
  const tokens = await Promise.all(Array.from({ length: 20 }, () => accessToken()))
  assert.equal(new Set(tokens).size, 1)
  assert.equal(provider.count('token'), 1)
  await provider.close()
})
