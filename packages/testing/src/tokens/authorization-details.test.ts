import { decodeJwt } from 'jose'
import { authorize, logIn, post, redirectParamsOf, refresh, startAuthorization } from '../../test/plain-client.js'
import { startIssuer, type TestIssuer } from '../index.js'

const details = [
  { type: 'payment', amount: '5' },
  { type: 'account', actions: ['read'] },
]
const authorization_details = JSON.stringify(details)
let issuer: TestIssuer
beforeEach(async () => {
  issuer = await startIssuer({ algorithm: 'ES256', authorizationDetailsTypes: ['payment', 'account'] })
})
afterEach(() => issuer.close())

it('are granted, in the token response, the access token and at introspection', async () => {
  expect(issuer.metadata.authorization_details_types_supported).toEqual(['payment', 'account'])
  const response = await logIn(issuer, { authorization_details })
  expect(response.authorization_details).toEqual(details)
  expect(decodeJwt(response.access_token).authorization_details).toEqual(details)
  const { body } = await post(issuer, '/introspect', { token: response.access_token })
  expect(body.authorization_details).toEqual(details)
})

it('can be narrowed by a refresh, not widened', async () => {
  const { refresh_token } = await logIn(issuer, { authorization_details })
  const narrow = await refresh(issuer, refresh_token, { authorization_details: JSON.stringify(details.slice(1)) })
  expect(narrow.body.authorization_details).toEqual(details.slice(1))
  const wide = { authorization_details: JSON.stringify([{ type: 'payment', amount: '6' }]) }
  const widened = await refresh(issuer, narrow.body.refresh_token, wide)
  expect(widened.body).toMatchObject({ error: 'invalid_authorization_details' })
})

it.each(['not JSON', '{}', '[{"type":"other"}]', '[null]'])('are refused as %s', async (text) => {
  const form = { grant_type: 'client_credentials', authorization_details: text }
  expect((await post(issuer, '/token', form)).body).toMatchObject({ error: 'invalid_authorization_details' })
  const { params } = startAuthorization({ authorization_details: text })
  const response = await authorize(issuer, params)
  expect(redirectParamsOf(response)).toMatchObject({ error: 'invalid_authorization_details', state: 'state-1' })
})

it('are ignored by a provider that has no types', async () => {
  await issuer.close()
  issuer = await startIssuer({ algorithm: 'ES256' })
  expect(await logIn(issuer, { authorization_details })).not.toHaveProperty('authorization_details')
})
