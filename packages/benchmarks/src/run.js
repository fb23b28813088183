import { mkdirSync, writeFileSync } from 'node:fs'
import { lookAround } from '../../workspace/machine.js'
import { inRoot } from '../../workspace/root.js'
import { startServices } from '../../workspace/services.js'
import { readArguments } from './arguments.js'
import { cleanUp } from './cleanup.js'
import { measureAttacks } from './groups/attack.js'
import { measureGrowth } from './groups/growth.js'
import { measureGuards } from './groups/guard.js'
import { measureLogins } from './groups/login.js'
import { measureMemory } from './groups/memory.js'
import { measureSessions } from './groups/session.js'
import { measureStart } from './groups/start.js'
import { pageOf } from './page/page.js'
import { pinLoad } from './pinning.js'
import { say, secondsPassed } from './progress.js'
import { scaleOf } from './scale.js'

const groups = {
  guard: measureGuards,
  attack: measureAttacks,
  session: measureSessions,
  login: measureLogins,
  memory: measureMemory,
  growth: measureGrowth,
  start: measureStart,
}

const options = readArguments(Object.keys(groups))
const found = {}
const leftOut = []
pinLoad()
const stores = options.only.includes('session') ? await startStores() : undefined
try {
  for (const name of options.only) await measure(name)
} finally {
  await stores?.stop()
}
const { markdown, pictures } = pageOf({ found, leftOut, isQuick: options.isQuick, seconds: secondsPassed() })
say(options.writes ? `Written: ${write()}` : `\n${markdown}`)
process.exit(Object.keys(found).length === options.only.length ? 0 : 1)

async function measure(name) {
  try {
    found[name] = await groups[name]({ scale: scaleOf(options), services: stores?.urls })
  } catch (error) {
    say(`${name} failed: ${error.stack}`)
    leftOut.push(`**The group “${name}” is missing from this run: it failed.**`)
  } finally {
    await cleanUp()
  }
}

/** A Redis and a PostgreSQL of this run's own, where the machine has them. */
async function startStores() {
  const machine = lookAround()
  const programs = { Redis: machine.redis, PostgreSQL: machine.postgres }
  for (const [name, program] of Object.entries(programs)) {
    if (program === undefined) leftOut.push(`**${name} is missing from this run: the machine hasn't got it.**`)
  }
  const { environment, stop } = await startServices(machine)
  return { urls: { redis: environment.TANDEM_TEST_REDIS_URL, postgres: environment.TANDEM_TEST_POSTGRES_URL }, stop }
}

function write() {
  mkdirSync(inRoot('docs'), { recursive: true })
  const files = { 'performance.md': markdown, ...pictures }
  for (const [file, text] of Object.entries(files)) writeFileSync(inRoot('docs', file), text)
  return Object.keys(files)
    .map((file) => `docs/${file}`)
    .join(', ')
}
