import { providerPresets } from '@tandem-auth/testing'
import { closingAfterEach } from '../../test/closing.js'

const { openApp, openIssuer } = closingAfterEach()

describe('a provider behind two host names, of which the app reaches only the inner one', () => {
  const reachesInnerHostOnly: typeof globalThis.fetch = async (input, init) => {
    if (new URL(String(input)).hostname === 'localhost') throw new TypeError('fetch failed')
    return fetch(input, init)
  }

  async function openKeycloak() {
    const issuer = await openIssuer(providerPresets.keycloak)
    return { issuer, metadataUrl: `${issuer.url}/.well-known/openid-configuration` }
  }

  it('logs users in with "metadataUrl", and not without', async () => {
    const { issuer, metadataUrl } = await openKeycloak()
    expect([new URL(issuer.issuer).hostname, new URL(metadataUrl).hostname]).toEqual(['localhost', '127.0.0.1'])
    const app = await openApp(issuer, { fetch: reachesInnerHostOnly, metadataUrl })
    const browser = app.browser()
    expect((await browser.logIn()).status).toBe(303)
    expect((await browser.get('/')).body.user).toMatchObject({ iss: issuer.issuer })
    const without = await openApp(issuer, { fetch: reachesInnerHostOnly })
    const { status, body } = await without.browser().get('/login')
    expect([status, body.code]).toEqual([503, 'ERR_METADATA_UNAVAILABLE'])
  })

  it('takes the URL in an entry of "issuer", too', async () => {
    const { issuer, metadataUrl } = await openKeycloak()
    const entry = { issuer: issuer.issuer, clientId: 'client-1', clientSecret: 'secret-1', metadataUrl }
    const app = await openApp(undefined, { fetch: reachesInnerHostOnly, issuer: [entry] })
    expect((await app.browser().logIn()).status).toBe(303)
  })

  it('must still name the issuer there', async () => {
    const { metadataUrl } = await openKeycloak()
    const app = await openApp(undefined, { issuer: 'https://other.example', metadataUrl })
    const { status, body } = await app.browser().get('/login')
    expect([status, body.code]).toEqual([500, 'ERR_ISSUER_MISMATCH'])
  })
})
