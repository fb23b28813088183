// #region test
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, before, it } from 'node:test'
import { startIssuer } from '@tandem-auth/testing'
import { createApp } from './guarded-api.js'

let issuer
let server
before(async () => {
  issuer = await startIssuer()
  server = createApp(issuer.issuer).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
after(async () => {
  server.close()
  await issuer.close()
})

function get(path, token) {
  const headers = { authorization: `Bearer ${token}` }
  return fetch(`http://127.0.0.1:${server.address().port}${path}`, { headers })
}

it('lists the orders for a token with the scope', async () => {
  const response = await get('/orders', await issuer.accessToken({ sub: 'alice', scope: 'read:orders' }))
  assert.equal(response.status, 200)
  assert.deepEqual(await response.json(), { of: 'alice' })
})

it('refuses an expired token', async () => {
  const response = await get('/orders', await issuer.accessToken({ scope: 'read:orders', exp: 1 }))
  assert.equal(response.status, 401)
})
// #endregion
