import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createApi } from './api.js'

if (existsSync('.env')) process.loadEnvFile()
const { ISSUER, AUDIENCE = 'https://api.example.com', PORT = '3001' } = process.env
const demo = ISSUER ? undefined : await startDemoProvider()

const server = createApi({ issuer: ISSUER || demo?.issuer || '', audience: AUDIENCE, scopes: 'read:appointments' })
server.listen(Number(PORT), async () => {
  const { port } = server.address() as AddressInfo
  console.log(`http://localhost:${port}/appointments, and ws://localhost:${port}/`)
  if (demo === undefined) return
  const token = await demo.accessToken({ aud: AUDIENCE, scope: 'read:appointments' })
  console.log('No ISSUER is configured, so a demo provider issued this token. It is good for five minutes:\n')
  console.log(`curl -i -H "Authorization: Bearer ${token}" http://localhost:${port}/appointments`)
})

async function startDemoProvider() {
  const { startIssuer } = await import('@tandem-auth/testing')
  return startIssuer()
}
