// An API whose access tokens are opaque: it asks the provider what a token stands for (RFC 7662).
import { existsSync } from 'node:fs'
import { apiGuard, authErrorHandler, authOf, requireScopes } from '@tandem-auth/api-guard'
import express from 'express'

if (existsSync('.env')) process.loadEnvFile()
const { ISSUER, AUDIENCE = 'https://api.example.com', PORT = '3001' } = process.env
// The API's own credentials at the provider, as the demo provider knows them.
const { INTROSPECTION_CLIENT_ID = 'client-1', INTROSPECTION_CLIENT_SECRET = 'secret-1' } = process.env
const demo = ISSUER ? undefined : await startDemoProvider()

const app = express()
app.use(
  apiGuard({
    issuer: ISSUER || demo.issuer,
    audience: AUDIENCE,
    introspection: { clientId: INTROSPECTION_CLIENT_ID, clientSecret: INTROSPECTION_CLIENT_SECRET },
  }),
)
app.get('/appointments', requireScopes('read:appointments'), (req, res) => {
  const { subject, format } = authOf(req)
  res.json([{ with: subject, at: '2027-03-01T09:00:00Z', format }])
})
app.use(authErrorHandler({ hints: process.env.NODE_ENV !== 'production' }))

const server = app.listen(Number(PORT), () => {
  const url = `http://localhost:${server.address().port}/appointments`
  console.log(`The API is at ${url}`)
  if (demo === undefined) return
  const token = demo.opaqueToken({ aud: AUDIENCE, scope: 'read:appointments' })
  console.log('No ISSUER is configured, so a demo provider issued this token. It is good for five minutes:\n')
  console.log(`curl -i -H "Authorization: Bearer ${token}" ${url}`)
})

async function startDemoProvider() {
  const { startIssuer } = await import('@tandem-auth/testing')
  return startIssuer({ accessToken: { format: 'opaque' } })
}
