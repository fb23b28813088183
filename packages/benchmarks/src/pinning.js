import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** Whether contestants and load have a processor each. */
export const isPinned = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0

/** The command that runs Node on the second processor. */
export const pinnedNode = isPinned ? ['taskset', '-c', '1', process.execPath] : [process.execPath]

/** Puts this process, from which the load comes, on the first processor; what it starts from now on goes there too. */
export function pinLoad() {
  setAffinity('0')
}

/** Puts a process that is running already where contestants are. */
export function pinContestant(pid) {
  setAffinity('1', pid)
}

/** Lets this process use every processor while nothing is measured. */
export async function unpinned(work) {
  setAffinity(`0-${availableParallelism() - 1}`)
  try {
    return await work()
  } finally {
    pinLoad()
  }
}

function setAffinity(processors, pid = process.pid) {
  if (isPinned) spawnSync('taskset', ['-a', '-c', '-p', processors, String(pid)])
}
