import { Writable } from 'node:stream'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import type { Express } from 'express'
import { pino } from 'pino'
import request from 'supertest'
import { createApi } from '../../observability/src/api.js'
import { countEvents } from '../../observability/src/count-events.js'
import { logEvents } from '../../observability/src/log-events.js'

let issuer: TestIssuer
let app: Express

beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(() => issuer.close())
beforeEach(() => {
  issuer.restore()
  const introspection = { clientId: 'client-1', clientSecret: 'secret-1' }
  app = createApi({ issuer: issuer.issuer, audience: 'https://api.example.com', introspection })
})

async function send(token: string): Promise<void> {
  await request(app).get('/appointments').auth(token, { type: 'bearer' })
}

it('counts with OpenTelemetry', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] })
  const stop = countEvents(provider.getMeter('test'))
  const jwt = await issuer.accessToken()
  for (const token of [jwt, jwt, issuer.opaqueToken(), await issuer.idToken(), 'made-up']) await send(token)
  stop()
  await send(jwt)
  await provider.forceFlush()
  const metrics = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
  const counts = metrics.flatMap(({ descriptor, dataPoints }) =>
    dataPoints.map(({ attributes, value }) => [descriptor.name, { ...attributes, issuer: 'it' }, value]),
  )
  expect(counts).toEqual([
    ['tandem_auth.token_accepted', { issuer: 'it', format: 'jwt' }, 2],
    ['tandem_auth.token_accepted', { issuer: 'it', format: 'opaque' }, 1],
    ['tandem_auth.token_refused', { issuer: 'it', format: 'jwt', code: 'ERR_TOKEN_KIND', status: 401 }, 1],
    ['tandem_auth.token_refused', { issuer: 'it', format: 'opaque', code: 'ERR_TOKEN_INACTIVE', status: 401 }, 1],
    ['tandem_auth.keys_refreshed', { issuer: 'it' }, 1],
    ['tandem_auth.introspection_answered', { issuer: 'it', active: true }, 1],
    ['tandem_auth.introspection_answered', { issuer: 'it', active: false }, 1],
  ])
  await provider.shutdown()
})

it('logs with pino, and no token gets into the log', async () => {
  const lines: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const stop = logEvents(pino({ base: null, timestamp: false }, stream))
  const idToken = await issuer.idToken()
  await send(await issuer.accessToken())
  await send(idToken)
  issuer.respondWith('introspection', { status: 500 })
  await send('opaque')
  stop()
  await send(idToken)
  const { issuer: name } = issuer
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { level: 30, issuer: name, keys: 1, dropped: [], msg: 'keys.refreshed' },
    { level: 30, code: 'ERR_TOKEN_KIND', status: 401, format: 'jwt', issuer: name, msg: 'token.refused' },
    { level: 50, issuer: name, code: 'ERR_INTROSPECTION_UNAVAILABLE', msg: 'introspection.failed' },
    {
      level: 50,
      code: 'ERR_INTROSPECTION_UNAVAILABLE',
      status: 503,
      format: 'opaque',
      issuer: name,
      msg: 'token.refused',
    },
  ])
  expect(lines.join('')).not.toContain(idToken.slice(0, 20))
})
