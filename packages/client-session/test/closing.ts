import { generateSigningKey, type SigningKey, startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { startWebApp, type WebApp, type WebAppOptions } from './web-app.js'

type IssuerOptions = Parameters<typeof startIssuer>[0]

/** Starts what each test of a file wants of its own, and closes it after the test; one signing key serves them all. */
export function closingAfterEach() {
  const opened: { close(): Promise<void> }[] = []
  let signingKey: SigningKey
  beforeAll(async () => {
    signingKey = await generateSigningKey()
  })
  afterEach(async () => {
    for (const one of opened.splice(0).reverse()) await one.close()
  })

  async function openIssuer(options?: IssuerOptions): Promise<TestIssuer> {
    const issuer = await startIssuer({ signingKey, ...options })
    opened.push(issuer)
    return issuer
  }

  async function openApp<Api extends string = never>(
    issuer: TestIssuer | undefined,
    options?: WebAppOptions<Api, unknown>,
  ): Promise<WebApp<Api, unknown>> {
    const app = await startWebApp<Api, unknown>(issuer, options)
    opened.push(app)
    return app
  }

  return {
    openIssuer,
    openApp,
    async open(issuerOptions?: IssuerOptions, appOptions?: WebAppOptions<never, unknown>) {
      const issuer = await openIssuer(issuerOptions)
      return { issuer, app: await openApp(issuer, appOptions) }
    },
  }
}
