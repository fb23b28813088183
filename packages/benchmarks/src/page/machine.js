import { cpus, totalmem, type } from 'node:os'
import { contestants } from '../contestants.js'
import { versionOf } from '../install.js'
import { isPinned } from '../pinning.js'

/** On what kind of machine this runs, and who takes part: never whose machine it is. */
export function machineText() {
  const [first] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${cpus().length} × ${first.model.replaceAll(/\s+/g, ' ').trim()}, ${memory} GiB, ${type()}, Node ${process.versions.node}`
}

export const pinningText = isPinned
  ? 'Each contestant has the second processor to itself; the load, the provider, Redis and PostgreSQL share the first.'
  : 'Contestants and load share the processors: this machine has one, or no `taskset`.'

export function versionsText() {
  const named = Object.values(contestants).flatMap(({ packages = [] }) => packages)
  const all = ['express', ...named, 'express-session', 'express-openid-connect', 'connect-redis', 'connect-pg-simple']
  return [...new Set(all)].map((name) => `${name} ${versionOf(name)}`).join(', ')
}
