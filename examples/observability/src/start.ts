import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { metrics } from '@opentelemetry/api'
import { ConsoleMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { pino } from 'pino'
import { createApi } from './api.js'
import { countEvents } from './count-events.js'
import { logEvents } from './log-events.js'

if (existsSync('.env')) process.loadEnvFile()
const { ISSUER, AUDIENCE = 'https://api.example.com', PORT = '3001' } = process.env
const demo = ISSUER ? undefined : await startDemoProvider()

// Put your own exporter here: OTLP, Prometheus, ...
const reader = new PeriodicExportingMetricReader({
  exporter: new ConsoleMetricExporter(),
  exportIntervalMillis: 10_000,
})
metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }))

const logger = pino()
countEvents(metrics.getMeter('appointments'))
logEvents(logger)
const server = createApi({ issuer: ISSUER || demo?.issuer || '', audience: AUDIENCE }).listen(
  Number(PORT),
  async () => {
    const url = `http://localhost:${(server.address() as AddressInfo).port}/appointments`
    logger.info({ url }, 'listening')
    if (demo === undefined) return
    const token = await demo.accessToken({ aud: AUDIENCE })
    console.log('No ISSUER is configured, so a demo provider issued this token. It is good for five minutes:\n')
    console.log(`curl -i -H "Authorization: Bearer ${token}" ${url}`)
  },
)

async function startDemoProvider() {
  const { startIssuer } = await import('@tandem-auth/testing')
  return startIssuer()
}
