import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { errorCodes, type TokenProfile, type TokenProfileName, tokenProfiles } from '@tandem-auth/tokens'
import express, { type Express } from 'express'
import request, { type Response } from 'supertest'
import { apiGuard, authErrorHandler, authOf, requirePermissions } from '../src/index.js'
import { baseUrl, type DpopClient, dpopClient } from './dpop-client.js'
import { matrices } from './matrix/all.js'
import { decoded, matrixPage, withTokens } from './matrix/matrix-page.js'
import type { MatrixRow, ProviderMatrix } from './matrix/provider-matrix.js'
import { rowOptions } from './matrix/row-options.js'

const docs = join(__dirname, '../../../docs')
const seen = new Map<MatrixRow, string>()
let issuer: TestIssuer
let client: DpopClient
let thief: DpopClient

// One server for all guards: starting one for each token would take most of the time.
let current: Express
const server = createServer((req, res) => current(req, res))

beforeAll(async () => {
  issuer = await startIssuer()
  client = await dpopClient()
  thief = await dpopClient()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await issuer.close()
  await new Promise((resolve) => server.close(resolve))
})

function api(matrix: ProviderMatrix, row: MatrixRow, audience?: unknown): Express {
  const more = {
    ...(row.dpop !== undefined && { dpop: { baseUrl } }),
    ...(audience === undefined ? {} : { audience: audience as string }),
  }
  const app = express()
  app.use(apiGuard(rowOptions(matrix, row, issuer.jwks, more)))
  app.get('/', (req, res) => {
    res.json(authOf(req))
  })
  app.get('/permissions/:permission', (req, res, next) => requirePermissions(req.params.permission)(req, res, next))
  app.get('/permissions/:permission', (_req, res) => {
    res.json({})
  })
  app.use(authErrorHandler({ hints: true }))
  return app
}

async function mint(row: MatrixRow): Promise<string> {
  if (row.raw !== undefined) return row.raw
  const { header, claims } = bind(row, decoded(row, Math.floor(Date.now() / 1000)))
  const { kid: _kid, ...given } = header
  return issuer.sign(claims, given, row.secret === true ? 'a secret of thirty-two characters' : undefined)
}

async function send(app: Express, row: MatrixRow, path = '/'): Promise<Response> {
  current = app
  const token = await mint(row)
  const { dpop } = row
  if (dpop === undefined) return request(server).get(path).auth(token, { type: 'bearer' })
  const proof = await (dpop === 'stolen' ? thief : client).proof(token, { claims: { htu: baseUrl + path } })
  return request(server)
    .get(path)
    .set('Authorization', `${dpop === 'as Bearer' ? 'Bearer' : 'DPoP'} ${token}`)
    .set('DPoP', proof)
}

function bind({ dpop }: MatrixRow, { header, claims }: ReturnType<typeof decoded>): ReturnType<typeof decoded> {
  const { cnf } = claims
  return dpop === undefined || cnf === undefined
    ? { header, claims }
    : { header, claims: { ...claims, cnf: { jkt: client.jkt } } }
}

function isClient({ provider, guard }: ProviderMatrix, audience: unknown): boolean {
  const profile: TokenProfile | undefined = tokenProfiles[provider as TokenProfileName]
  return profile?.clientIdAudience !== true && (guard.clientIds ?? []).some((client) => client === audience)
}

function described(response: Response): string {
  if (response.status !== 200) return response.body.code
  const { isMachine } = response.body
  if (isMachine === undefined) return 'accepted'
  return isMachine ? 'accepted: a client' : 'accepted: a user'
}

describe.each(matrices.map((matrix) => [matrix.title, matrix] as const))('%s', (_title, matrix) => {
  const rows = matrix.rows.map((row) => [row.token, row] as const)
  const accepted = rows.filter(([, row]) => row.verdict === 'accepted')
  const refused = rows.filter(([, row]) => row.verdict !== 'accepted')

  if (accepted.length > 0) {
    it.each(accepted)('accepts: %s', async (_token, row) => {
      const app = api(matrix, row)
      const response = await send(app, row)
      seen.set(row, described(response))
      expect(response.body).toMatchObject({ format: 'jwt', ...row.auth })
      expect(response.status).toBe(200)
      // JSON has no undefined: what can't be told must not be told.
      if (row.auth?.isMachine === undefined && row.auth !== undefined) expect(response.body.isMachine).not.toBe(true)
      for (const permission of row.permissions ?? []) {
        expect((await send(app, row, `/permissions/${permission}`)).status).toBe(200)
      }
      for (const permission of row.without ?? []) {
        expect((await send(app, row, `/permissions/${permission}`)).body.code).toBe('ERR_INSUFFICIENT_PERMISSION')
      }
    })
  }

  it.each(refused)('refuses: %s', async (_token, row) => {
    const response = await send(api(matrix, row), row)
    seen.set(row, described(response))
    expect(response.body.code).toBe(row.verdict)
    expect(response.status).toBe(errorCodes[response.body.code as keyof typeof errorCodes][0])
    expect(response.headers['www-authenticate']).toMatch(
      /^(Bearer|Bearer, DPoP) error="(invalid_token|insufficient_scope)"/,
    )
    if (row.hint !== undefined) expect(response.body.hint).toMatch(row.hint)
  })

  // Addressed to this very API: only what the token is can keep it out now.
  const addressed = refused.filter(([, { claims, kind }]) => claims?.aud !== undefined && kind === 'other kind')
  if (addressed.length > 0) {
    it.each(addressed)('refuses whatever its audience: %s', async (_token, row) => {
      const audience = row.claims?.aud
      // An API that is called as one of its clients can't even be configured, where that isn't the provider's way.
      if (isClient(matrix, audience)) return expect(() => api(matrix, row, audience)).toThrow(/"clientIds"/)
      const response = await send(api(matrix, row, audience), row)
      expect(response.status).toBe(401)
    })
  }

  const others = refused.filter(([, { verdict, kind, claims }]) => {
    return verdict === 'ERR_TOKEN_AUDIENCE' && kind === 'other API' && claims?.aud !== undefined
  })
  const addressable = others.filter(([, { claims }]) => !Array.isArray(claims?.aud) || claims.aud.length > 0)
  if (addressable.length > 0) {
    it.each(addressable)('would accept, were it for this API: %s', async (_token, row) => {
      const response = await send(api(matrix, row, row.claims?.aud), row)
      expect(response.status).toBe(200)
    })
  }
})

describe('the documentation', () => {
  const pages = readdirSync(join(docs, 'providers')).filter((name) => name.endsWith('.md'))

  it('lists what was seen in docs/token-matrix.md', () => {
    keep(join(docs, 'token-matrix.md'), () => matrixPage(matrices, seen))
  })

  it.each(pages)('shows tokens that were judged in docs/providers/%s', (name) => {
    keep(join(docs, 'providers', name), (page) => withTokens(page, matrices))
  })
})

/** Writes what a page should be; where the repository is judged, it must be that already. */
function keep(path: string, make: (page: string) => string): void {
  const page = readIfThere(path)
  const made = make(page)
  // Of a run of some of the tests, nothing can be written down.
  expect(made).not.toContain('not seen')
  if (process.env.CI === 'true') expect(page).toBe(made)
  else if (page !== made) writeFileSync(path, made)
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
