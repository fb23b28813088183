import { existsSync } from 'node:fs'
import { demoUser } from './accounts.js'
import { type BoundaryOptions, walkBoundary } from './boundary.js'
import { type Listener, listen } from './listen.js'
import { parseStartOptions, type StartOptions, usage } from './start-options.js'
import { createPrinter, printHeading, printRow } from './table.js'

if (existsSync('.env')) process.loadEnvFile()
const printer = createPrinter(process.stdout)
const { line, strong, faint, good, bad } = printer

try {
  const options = parseStartOptions(process.argv.slice(2), process.env)
  if (options.help) process.stdout.write(usage)
  else await start(options)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

async function start(options: StartOptions): Promise<void> {
  const listeners = {
    web: await take('--web-port', 'the web app', options.webPort),
    api: await take('--api-port', 'the API', options.apiPort),
    provider: await take('--provider-port', 'the provider', options.providerPort),
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end(0))

  const { demoClient, startDemo } = await importQuietly()
  const isRight = await walk(await startDemo(listeners))
  if (options.once) return end(isRight ? 0 : 1)

  line()
  line(`${strong('Web app')}    ${listeners.web.url}`)
  line(`${strong('API')}        ${listeners.api.url}/appointments`)
  line(`${strong('Provider')}   ${listeners.provider.url}`)
  line()
  line('A token by hand, and a call with it:')
  line()
  const { clientId, clientSecret } = demoClient
  line(`  curl -u ${clientId}:${clientSecret} -d grant_type=client_credentials \\`)
  line(`    -d resource=https://appointments.example -d scope=read:appointments ${listeners.provider.url}/token`)
  line(`  curl -H "Authorization: Bearer <access_token>" ${listeners.api.url}/appointments`)
  line()
  line(`Sign in as ${strong(demoUser.login)} with the password ${strong(demoUser.password)}. Ctrl-C ends it.`)
  line()
}

async function take(option: string, what: string, port: number): Promise<Listener> {
  try {
    return await listen(port)
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? 'is taken' : 'can’t be opened'
    throw new Error(`Port ${port} for ${what} ${reason}: choose another with ${option} (0 takes any that is free).`)
  }
}

async function walk(options: BoundaryOptions): Promise<boolean> {
  let wrong = 0
  line()
  line(strong('Every token has an addressee'))
  line(
    faint('The provider issued these tokens just now. Each is sent over HTTP, to whom it is for and to whom it isn’t.'),
  )
  line()
  printHeading(printer)
  for await (const row of walkBoundary(options)) {
    printRow(printer, row)
    if (!row.isRight) wrong += 1
  }
  line()
  line(wrong === 0 ? good('Everything came out as it must.') : bad(`${wrong} came out wrong.`))
  return wrong === 0
}

/**
 * oidc-provider warns, when it is imported, under every release of Node but the newest long-term ones. This demo is
 * tested under older ones, too, and the first thing on the screen should be about the demo.
 */
async function importQuietly(): Promise<typeof import('./demo.js')> {
  const { warn } = console
  console.warn = () => {}
  try {
    return await import('./demo.js')
  } finally {
    console.warn = warn
  }
}

/** Ends when what was printed has been written: a pipe may lag behind. */
function end(status: number): void {
  process.stdout.write('\n', () => process.exit(status))
}
