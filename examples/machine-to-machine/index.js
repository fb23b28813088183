// A program that calls an API without a user. The provider is configured in .env.
import { existsSync } from 'node:fs'
import { createAccessTokens } from './access-tokens.js'

if (existsSync('.env')) process.loadEnvFile()
const { AUDIENCE = 'https://api.example.com' } = process.env
const demo = process.env.ISSUER ? undefined : await startDemo()
const { issuer, clientId, clientSecret, apiUrl } = demo ?? {
  issuer: process.env.ISSUER,
  clientId: process.env.CLIENT_ID,
  clientSecret: process.env.CLIENT_SECRET,
  apiUrl: process.env.API_URL,
}

const accessToken = await createAccessTokens({
  issuer,
  clientId,
  clientSecret,
  audience: AUDIENCE,
  scope: 'read:report',
})
const response = await fetch(`${apiUrl}/report`, { headers: { authorization: `Bearer ${await accessToken()}` } })
console.log(`${apiUrl}/report responded with ${response.status}: ${await response.text()}`)
process.exitCode = response.ok ? 0 : 1
await demo?.close()

/** Without a provider: one on loopback, and the API beside it. */
async function startDemo() {
  console.log('No ISSUER is configured, so a demo provider and the API are started here.')
  const [{ startIssuer }, { createApi }] = await Promise.all([import('@tandem-auth/testing'), import('./api.js')])
  const provider = await startIssuer()
  const server = createApi({ issuer: provider.issuer, audience: AUDIENCE }).listen(0)
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    issuer: provider.issuer,
    clientId: 'client-1',
    clientSecret: 'secret-1',
    apiUrl: `http://localhost:${server.address().port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await provider.close()
    },
  }
}
