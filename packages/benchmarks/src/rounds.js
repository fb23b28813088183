import { progress } from './progress.js'

/**
 * Lets everybody come once in each round, in a new order each time, and round after round. A machine that shares its
 * processors with others may be twice as fast a second later: only many short rounds give each contestant its part of
 * both.
 *
 * @param {string} title
 * @param {string[]} names
 * @param {number} count
 * @param {(name: string, round: number) => Promise<object>} measure
 * @returns {Promise<Record<string, object>[]>} name to figures, for each round
 */
export async function rounds(title, names, count, measure) {
  const results = []
  for (let round = 0; round < count; round += 1) {
    progress(title, `round ${round + 1} of ${count}`)
    const figures = Object.fromEntries(names.map((name) => [name, undefined]))
    for (const name of shuffled(names)) figures[name] = await named(name, () => measure(name, round))
    results.push(figures)
  }
  return results
}

const warmUpRounds = 5

/**
 * Warms everybody up in turn, since a process that then waits for the others cools down again.
 *
 * @param {(name: string, round: number) => Promise<unknown>} work a part of the warm-up
 */
export async function warmUp(title, names, work) {
  await rounds(`${title}, warming up`, names, warmUpRounds, work)
}

/** What is done of a warm-up in each of its rounds. */
export const partOf = (whole) => whole / warmUpRounds

/** In another order each time. */
export function shuffled(names) {
  return names
    .map((name) => ({ name, place: Math.random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ name }) => name)
}

/** Says whose fault it was. */
export async function named(name, work) {
  try {
    return await work()
  } catch (error) {
    throw new Error(`${name}: ${error.message}`, { cause: error })
  }
}
