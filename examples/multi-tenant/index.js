// An API whose tenants have a provider each: a token of one tenant opens nothing of another. Configured in .env.
import { existsSync } from 'node:fs'
import { apiGuard, authErrorHandler, authOf, requireScopes } from '@tandem-auth/api-guard'
import express from 'express'

if (existsSync('.env')) process.loadEnvFile()
const { TENANTS, AUDIENCE = 'https://api.example.com', PORT = '3001' } = process.env
const demo = TENANTS ? undefined : await startDemoProviders()

// "acme=https://acme.example.com,globex=https://globex.example.com"
const issuers = new Map((TENANTS || demo.tenants).split(',').map((entry) => entry.trim().split('=')))

const app = express()
app.use(
  '/tenants/:tenant',
  (req, res, next) => {
    if (issuers.has(req.params.tenant)) next()
    else res.status(404).json({ title: 'no such tenant' })
  },
  apiGuard({
    audience: AUDIENCE,
    issuer: [...issuers.values()],
    // The path decides whose tokens a request may bring. The token has no say in it.
    selectIssuer: (req) => issuers.get(req.params.tenant),
  }),
)
app.get('/tenants/:tenant/orders', requireScopes('read:orders'), (req, res) => {
  res.json({ tenant: req.params.tenant, of: authOf(req).subject })
})
app.use(authErrorHandler({ hints: process.env.NODE_ENV !== 'production' }))

const server = app.listen(Number(PORT), async () => {
  const url = `http://localhost:${server.address().port}`
  console.log(`The API is at ${url}/tenants/{${[...issuers.keys()]}}/orders`)
  if (demo === undefined) return
  console.log('No TENANTS are configured, so two demo providers issued these tokens. They are good for five minutes:\n')
  for (const [tenant, { provider, sub }] of Object.entries(demo.providers)) {
    const token = await provider.accessToken({ sub, aud: AUDIENCE, scope: 'read:orders' })
    console.log(`curl -i -H "Authorization: Bearer ${token}" ${url}/tenants/${tenant}/orders\n`)
  }
  console.log('Exchange the tokens, and both requests get a 401.')
})

async function startDemoProviders() {
  const { generateSigningKey, startIssuer } = await import('@tandem-auth/testing')
  const start = async (sub) => ({ sub, provider: await startIssuer({ signingKey: await generateSigningKey() }) })
  const providers = { acme: await start('alice'), globex: await start('grace') }
  return {
    providers,
    tenants: Object.entries(providers)
      .map(([tenant, { provider }]) => `${tenant}=${provider.issuer}`)
      .join(),
  }
}
