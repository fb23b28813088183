// An API that accepts only access tokens that were issued for it. The provider is configured in .env.
import { existsSync } from 'node:fs'
import { apiGuard, authErrorHandler, authOf, requireScopes } from '@tandem-auth/api-guard'
import express from 'express'

if (existsSync('.env')) process.loadEnvFile()
const { ISSUER, AUDIENCE = 'https://api.example.com', PORT = '3001' } = process.env
const demo = ISSUER ? undefined : await startDemoProvider()

const app = express()
app.use(apiGuard({ issuer: ISSUER || demo.issuer, audience: AUDIENCE }))
app.get('/appointments', requireScopes('read:appointments'), (req, res) => {
  res.json([{ with: authOf(req).subject, at: '2027-03-01T09:00:00Z' }])
})
app.use(authErrorHandler({ hints: process.env.NODE_ENV !== 'production' }))

const server = app.listen(Number(PORT), async () => {
  const url = `http://localhost:${server.address().port}/appointments`
  console.log(`The API is at ${url}`)
  if (demo === undefined) return
  const token = await demo.accessToken({ aud: AUDIENCE, scope: 'read:appointments' })
  console.log('No ISSUER is configured, so a demo provider issued this token. It is good for five minutes:\n')
  console.log(`curl -i -H "Authorization: Bearer ${token}" ${url}`)
})

async function startDemoProvider() {
  const { startIssuer } = await import('@tandem-auth/testing')
  return startIssuer()
}
