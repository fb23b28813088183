import { childEnvironment } from './environment.js'
import { lookAround } from './machine.js'
import { inRoot } from './root.js'
import { startServices } from './services.js'
import { heading, remark } from './steps.js'
import { runInTerminal } from './terminal-program.js'

/** Seconds; a whole run takes a few minutes. */
const limit = 25 * 60

/**
 * Runs Jest, with Redis and PostgreSQL beside it where the machine has them.
 *
 * @param {readonly string[]} args Jest's own
 * @returns {Promise<number>} its exit status
 */
export async function runJest(args) {
  const services = await startServices(lookAround()).catch((error) => {
    remark(`Redis or PostgreSQL didn't start:\n${error.message}`)
    return undefined
  })
  heading('Jest', Object.keys(services?.environment ?? {}).join(' '))
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
