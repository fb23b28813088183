import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

export interface StartOptions {
  readonly webPort: number
  readonly apiPort: number
  readonly providerPort: number
  /** End after the walk. */
  readonly once: boolean
  readonly help: boolean
}

/** The text of `--help`, in a file that `npm start` can print before anything is installed. */
export const usage = readFileSync(new URL('../usage.txt', import.meta.url), 'utf8')

/** @throws TypeError for an unknown option and for a value that isn't a port */
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
