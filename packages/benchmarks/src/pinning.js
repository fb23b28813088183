import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

const hasTaskset = spawnSync('taskset', ['--version']).status === 0

/** Whether contestants and load have a processor each. */
export const isPinned = hasTaskset && availableParallelism() > 1

/** Options of `fork` that put a contestant on the second processor. */
export const pinned = isPinned ? { execPath: 'taskset', execArgv: ['-c', '1', process.execPath] } : {}

/** Puts this process, from which the load comes, on the first processor. */
export function pinLoad() {
  if (isPinned) spawnSync('taskset', ['-a', '-c', '-p', '0', String(process.pid)])
}
