import { childEnvironment } from './environment.js'
import { findTools } from './machine.js'
import { inRoot } from './root.js'
import { startServices } from './services.js'
import { heading, remark } from './steps.js'
import { runInTerminal } from './terminal-program.js'

/** Seconds. A whole run takes two minutes. */
const limit = 25 * 60

/**
 * Runs Jest, and beside it Redis and PostgreSQL if the machine has them.
 *
 * @param {readonly string[]} args Jest's own
 * @returns {Promise<number>} Jest's exit status
 */
export async function runJest(args) {
  const services = await startServices(findTools()).catch((error) => {
    remark(`Redis or PostgreSQL didn't start:\n${error.message}`)
    return undefined
  })
  heading('Jest', describeMachine(services?.environment ?? {}))
  try {
    const status = await runInTerminal(process.execPath, [inRoot('node_modules', 'jest', 'bin', 'jest.js'), ...args], {
      env: childEnvironment({ NODE_ENV: 'test', ...services?.environment }),
      timeout: limit,
      onTimeout: () => console.error(`Jest hung: ended after ${limit / 60} minutes`),
    })
    return services === undefined ? 1 : status
  } finally {
    await services?.stop()
  }
}

/** @param {Readonly<Record<string, string>>} environment */
function describeMachine(environment) {
  const known = {
    Redis: 'TANDEM_TEST_REDIS_URL',
    PostgreSQL: 'TANDEM_TEST_POSTGRES_URL',
    Chromium: 'TANDEM_TEST_CHROMIUM',
  }
  const here = Object.entries(known).flatMap(([name, variable]) => (environment[variable] ? [name] : []))
  return here.length > 0 ? `with ${here.join(', ')}` : ''
}
