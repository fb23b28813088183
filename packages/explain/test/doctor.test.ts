import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { apiGuard, authErrorHandler } from '@tandem-auth/api-guard'
import { clientSession } from '@tandem-auth/client-session'
import { startIssuer } from '@tandem-auth/testing'
import express, { type Express } from 'express'
import type { Finding } from '../src/doctor/finding.js'
import { type DoctorInput, runDoctor } from '../src/doctor/run-doctor.js'
import { writeFindings } from '../src/doctor/write-findings.js'

const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

async function openIssuer(options: Parameters<typeof startIssuer>[0] = {}) {
  const issuer = await startIssuer(options)
  opened.push(issuer)
  return issuer
}

async function listen(app: Parameters<typeof createServer>[1] | Express): Promise<string> {
  const server: Server = createServer(app as Express).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  opened.push({ close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()) })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function problems(input: DoctorInput): Promise<readonly Finding[]> {
  return (await runDoctor(input)).filter(({ level }) => level === 'problem')
}

/** Exactly one thing is wrong, and this is said of it. */
async function expectOnly(input: DoctorInput, check: string, text: RegExp, fix: RegExp): Promise<void> {
  const found = await problems(input)
  expect(found.map((finding) => finding.check)).toEqual([check])
  expect(found[0]?.text).toMatch(text)
  expect(found[0]?.fix).toMatch(fix)
}

/** A provider whose metadata and keys are as they are written here. */
async function openProvider(
  change: (metadata: Record<string, unknown>) => void = () => undefined,
  date?: Date,
  keys?: object[],
) {
  const real = await openIssuer()
  const own = keys ?? real.jwks.keys
  const url = await listen((req: { url?: string }, res: ServerResponse) => {
    if (date !== undefined) res.setHeader('Date', date.toUTCString())
    res.setHeader('Content-Type', 'application/json')
    if (req.url === '/jwks') return void res.end(JSON.stringify({ keys: own }))
    const metadata: Record<string, unknown> = { issuer: url, jwks_uri: `${url}/jwks` }
    change(metadata)
    res.end(JSON.stringify(metadata))
  })
  return url
}

describe('a provider', () => {
  it('with which nothing is wrong', async () => {
    const issuer = await openIssuer()
    const findings = await runDoctor({ issuer: issuer.issuer, clientId: 'client-1', clientSecret: 'secret-1' })
    expect(findings.filter(({ level }) => level === 'problem')).toEqual([])
    expect(findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['issuer', 'clock', 'keys', 'client secret']),
    )
    expect(writeFindings(findings)).toContain('Nothing is wrong.')
  })

  it('whose issuer is off by a slash', async () => {
    const issuer = await openIssuer()
    await expectOnly(
      { issuer: `${issuer.issuer}/` },
      'issuer',
      /only the trailing slash differs/,
      /configure issuer: 'http/,
    )
  })

  it('that is not there', async () => {
    const issuer = await openIssuer()
    await issuer.close()
    await expectOnly({ issuer: issuer.issuer }, 'metadata', /can't be reached: ECONNREFUSED/, /networks/)
  })

  it('whose clock is 60 s off', async () => {
    const issuer = await openProvider(undefined, new Date(Date.now() + 60_000))
    await expectOnly({ issuer }, 'clock', /this machine's clock is (59|60|61) s behind/, /NTP/)
  })

  it('whose keys are not usable', async () => {
    const issuer = await openProvider(undefined, undefined, [{ kty: 'oct', k: 'c2VjcmV0' }])
    await expectOnly({ issuer }, 'keys', /./, /./)
  })

  it('that signs ID tokens with ES256', async () => {
    const issuer = await openProvider((metadata) => {
      metadata.id_token_signing_alg_values_supported = ['ES256']
    })
    await expectOnly({ issuer, clientId: 'c' }, 'ID tokens', /with ES256, not with RS256/, /idTokenAlgorithm: 'ES256'/)
  })

  it('that takes client_secret_post alone', async () => {
    const issuer = await openProvider((metadata) => {
      metadata.token_endpoint_auth_methods_supported = ['client_secret_post']
    })
    await expectOnly({ issuer, clientId: 'c' }, 'client authentication', /only in the form/, /'client_secret_post'/)
  })

  it('that issues no refresh tokens', async () => {
    const issuer = await openProvider((metadata) => {
      metadata.grant_types_supported = ['authorization_code']
    })
    await expectOnly({ issuer, clientId: 'c' }, 'refresh tokens', /no refresh tokens/, /./)
  })

  it('that refuses the client secret', async () => {
    const { issuer } = await openIssuer()
    await expectOnly({ issuer, clientId: 'client-1', clientSecret: 'wrong' }, 'client secret', /refuses/, /compare/)
  })

  it('that does not know the redirect URI', async () => {
    const { issuer } = await openIssuer({
      clients: [{ clientId: 'client-1', clientSecret: 's', redirectUris: ['https://a.example/callback'] }],
    })
    const app = await listen((_req: unknown, res: ServerResponse) => {
      const to = new URL(`${issuer}/authorize`)
      to.searchParams.set('redirect_uri', `${app}/callback`)
      res.writeHead(302, { Location: to.href }).end()
    })
    await expectOnly(
      { issuer, clientId: 'client-1', baseUrl: app },
      'redirect URI',
      /doesn't accept http/,
      /register exactly/,
    )
  })

  it('that ignores the resource', async () => {
    const { issuer } = await openIssuer({ ignoreResource: true } as Parameters<typeof startIssuer>[0])
    const input = { issuer, clientId: 'client-1', clientSecret: 'secret-1', audience: ['https://orders.example'] }
    await expectOnly(input, 'resource', /ignores "resource"/, /configure the audience/)
  })
})

describe('an app', () => {
  async function openApp(baseUrlOf: (url: string) => string, trustsProxy = false) {
    const issuer = await openIssuer()
    const app = express()
    const url = await listen(app)
    const web = clientSession({
      ...{ issuer: issuer.issuer, clientId: 'client-1', clientSecret: 'secret-1', baseUrl: baseUrlOf(url) },
      secret: 'a secret of at least thirty-two bytes',
    })
    opened.push(web)
    if (trustsProxy) app.set('trust proxy', 1)
    app.use(web)
    app.use(((_error, _req, res, _next) => void res.status(500).end()) as express.ErrorRequestHandler)
    return url
  }

  it('with which nothing is wrong', async () => {
    expect(await problems({ baseUrl: await openApp((url) => url) })).toEqual([])
  })

  it('that is opened at 127.0.0.1 and says localhost', async () => {
    const baseUrl = await openApp((url) => url.replace('127.0.0.1', 'localhost'))
    await expectOnly(
      { baseUrl },
      'login',
      /is at 127\.0\.0\.1.* comes back to localhost/,
      /open the app at http:\/\/localhost/,
    )
  })

  it('whose base URL is https, where no proxy is trusted', async () => {
    const baseUrl = await openApp((url) => url.replace('http:', 'https:'))
    await expectOnly({ baseUrl }, 'login', /responds 500/, /trust proxy/)
  })
})

describe('an API', () => {
  async function openApi(define: (app: Express, url: () => string) => void) {
    const app = express()
    const url = await listen(app)
    define(app, () => url)
    return `${url}/orders`
  }

  async function guarded(options: {
    expose?: boolean
    handler?: express.ErrorRequestHandler
    metadata?: boolean
    at?: string
  }) {
    const { issuer } = await openIssuer()
    return openApi((app, url) => {
      app.use((_req, res, next) => {
        res.setHeader('Access-Control-Allow-Origin', '*')
        if (options.expose !== false) res.setHeader('Access-Control-Expose-Headers', 'WWW-Authenticate')
        next()
      })
      const guard = apiGuard({
        issuer,
        audience: `${url()}/orders`,
        resourceMetadata: options.at ?? `${url()}/.well-known/oauth-protected-resource/orders`,
      })
      opened.push(guard)
      if (options.metadata !== false) {
        app.get('/.well-known/oauth-protected-resource/orders', (_req, res) => {
          res.json({ resource: `${url()}/orders`, authorization_servers: [issuer] })
        })
      }
      app.use(guard)
      app.use(options.handler ?? authErrorHandler())
    })
  }

  it('with which nothing is wrong', async () => {
    expect(await problems({ api: await guarded({}) })).toEqual([])
  })

  it('that responds 500 to a bad token', async () => {
    const handler: express.ErrorRequestHandler = (error, _req, res, _next) => {
      if (error.code === 'ERR_CREDENTIALS_MISSING') res.status(401).set(error.headers).end()
      else res.status(500).end()
    }
    await expectOnly({ api: await guarded({ handler }) }, 'bad token', /gets 500.*never refresh/, /authErrorHandler/)
  })

  it('that is not guarded', async () => {
    const api = await openApi((app) => app.use((_req, res) => void res.json({})))
    expect((await problems({ api })).map(({ check }) => check)).toEqual(['no token', 'bad token'])
  })

  it('whose metadata are not there', async () => {
    await expectOnly(
      { api: await guarded({ metadata: false }) },
      'metadata',
      /can't be read: 401|404/,
      /guard\.metadata\(\)/,
    )
  })

  it('whose challenge names an inner host', async () => {
    const at = 'http://orders.internal:8080/.well-known/oauth-protected-resource'
    const { issuer } = await openIssuer()
    const api = await openApi((app, url) => {
      const guard = apiGuard({ issuer, audience: url(), resourceMetadata: at, insecureHosts: ['orders.internal'] })
      opened.push(guard)
      app.use(guard, authErrorHandler())
    })
    await expectOnly({ api }, 'metadata', /an inner host name/, /resource\.url/)
  })

  it('whose challenge pages can not read', async () => {
    await expectOnly({ api: await guarded({ expose: false }) }, 'browsers', /not exposed/, /exposedHeaders/)
  })
})
