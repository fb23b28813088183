import 'reflect-metadata'
import { existsSync } from 'node:fs'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { apiGuard } from '@tandem-auth/api-guard'
import { AppModule } from './app.module.js'
import { AuthErrorFilter } from './auth-error.filter.js'

if (existsSync('.env')) process.loadEnvFile()
const { ISSUER, AUDIENCE = 'https://api.example.com', PORT = '3001' } = process.env
const demo = ISSUER ? undefined : await startDemoProvider()

const app = await NestFactory.create<NestExpressApplication>(AppModule, { logger: ['error', 'warn'] })
app.use(apiGuard({ issuer: ISSUER || demo?.issuer || '', audience: AUDIENCE }))
app.useGlobalFilters(new AuthErrorFilter())
await app.listen(Number(PORT))

const url = `${(await app.getUrl()).replace('[::1]', 'localhost')}/appointments`
console.log(`The API is at ${url}`)
if (demo !== undefined) {
  const token = await demo.accessToken({ aud: AUDIENCE, scope: 'read:appointments' })
  console.log('No ISSUER is configured, so a demo provider issued this token. It is good for five minutes:\n')
  console.log(`curl -i -H "Authorization: Bearer ${token}" ${url}`)
}

async function startDemoProvider() {
  const { startIssuer } = await import('@tandem-auth/testing')
  return startIssuer()
}
