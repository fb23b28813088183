import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { childEnvironment } from './environment.js'
import { findTools } from './machine.js'

/**
 * @typedef {object} Services
 * @property {Record<string, string>} environment the variables that tests read: `TANDEM_TEST_…`
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a Redis and a PostgreSQL for this run only, on loopback ports and in a temporary folder.
 *
 * @param {import('./machine.js').Machine} machine
 * @returns {Promise<Services>}
 */
export async function startServices(machine) {
  const host = spawn(
    process.execPath,
    [fileURLToPath(new URL('service-host.js', import.meta.url)), JSON.stringify(machine)],
    {
      env: childEnvironment(),
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true,
    },
  )
  const ended = once(host, 'exit')
  const [line] = await Promise.race([once(createInterface(host.stdout), 'line'), ended.then(() => ['{}'])])
  const { failure, redis, postgres } = JSON.parse(line)
  if (failure !== undefined) throw new Error(failure)
  return {
    environment: withoutGaps({
      TANDEM_TEST_REDIS_URL: redis,
      TANDEM_TEST_REDIS_SERVER: machine.redis,
      TANDEM_TEST_POSTGRES_URL: postgres,
      TANDEM_TEST_CHROMIUM: machine.chromium,
    }),
    async stop() {
      host.stdin.end()
      const limit = setTimeout(() => host.kill('SIGKILL'), 15_000)
      await ended
      clearTimeout(limit)
    },
  }
}

/** @param {Record<string, string | undefined>} variables */
function withoutGaps(variables) {
  return Object.fromEntries(Object.entries(variables).flatMap(([name, value]) => (value ? [[name, value]] : [])))
}

// node packages/workspace/services.js -- command…
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [command, ...args] = process.argv.slice(2).filter((arg, index) => index > 0 || arg !== '--')
  if (command === undefined) {
    console.error('usage: node packages/workspace/services.js -- command…')
    process.exit(2)
  }
  const { runInTerminal } = await import('./terminal-program.js')
  const services = await startServices(findTools())
  process.exitCode = await runInTerminal(command, args, { env: childEnvironment(services.environment) })
  await services.stop()
}
