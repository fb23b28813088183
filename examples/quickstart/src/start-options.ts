import { parseArgs } from 'node:util'

export interface StartOptions {
  readonly webPort: number
  readonly apiPort: number
  readonly providerPort: number
  /** End after the walk. */
  readonly once: boolean
  readonly help: boolean
}

export const usage = `Starts a provider, an API and a web app, sends every token to everyone, and stays up.

  npm start -- [options]

  --web-port PORT        the web app, 3000 (or WEB_PORT)
  --api-port PORT        the API, 3001 (or API_PORT)
  --provider-port PORT   the provider, 3002 (or PROVIDER_PORT)
  --once                 end after the walk: exit status 0 if everything came out right
  --help                 this text

  Port 0 takes any that is free.
`

/** @throws TypeError for an option that there isn't and a port that isn't one */
export function parseStartOptions(args: readonly string[], env: NodeJS.ProcessEnv): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'web-port': { type: 'string', default: env.WEB_PORT || '3000' },
      'api-port': { type: 'string', default: env.API_PORT || '3001' },
      'provider-port': { type: 'string', default: env.PROVIDER_PORT || '3002' },
      once: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  return {
    webPort: parsePort('--web-port', values['web-port']),
    apiPort: parsePort('--api-port', values['api-port']),
    providerPort: parsePort('--provider-port', values['provider-port']),
    once: values.once,
    help: values.help,
  }
}

function parsePort(option: string, text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new TypeError(`${option} must be a port from 0 to 65535`)
  return port
}
