// Runs Redis and PostgreSQL for one test run, as a separate process. It prints their URLs as one line of JSON, and stops
// them when its input ends. That happens however the test run ends, even after `kill -9`.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ChildFailed } from './children.js'
import { endServers, startPostgres, startRedis } from './servers.js'

/** @type {import('./machine.js').Machine} */
const machine = JSON.parse(process.argv[2] ?? '{}')
const folder = mkdtempSync(join(tmpdir(), 'tandem-services-'))

process.stdin.resume().on('end', end).on('error', end)
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(signal, end)

try {
  const [redis, postgres] = await Promise.all([
    machine.redis && startRedis(machine.redis, folder),
    machine.postgres && startPostgres(machine.postgres, folder),
  ])
  say({ redis, postgres })
} catch (error) {
  say({ failure: error instanceof ChildFailed ? `${error.output}${error.message}` : String(error) })
  await end()
}

/** @param {object} answer */
function say(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}

async function end() {
  await endServers()
  rmSync(folder, { recursive: true, force: true })
  process.exit(0)
}
