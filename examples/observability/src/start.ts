import { metrics } from '@opentelemetry/api'
import { ConsoleMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { pino } from 'pino'
import { createApi } from './api.js'
import { countEvents } from './count-events.js'
import { logEvents } from './log-events.js'

const { ISSUER = 'https://tenant.eu.auth0.com/', AUDIENCE = 'https://api.example.com', PORT = '3000' } = process.env

// Put your own exporter here: OTLP, Prometheus, ...
const reader = new PeriodicExportingMetricReader({
  exporter: new ConsoleMetricExporter(),
  exportIntervalMillis: 10_000,
})
metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }))

const logger = pino()
countEvents(metrics.getMeter('appointments'))
logEvents(logger)
createApi({ issuer: ISSUER, audience: AUDIENCE }).listen(Number(PORT), () => logger.info({ port: PORT }, 'listening'))
