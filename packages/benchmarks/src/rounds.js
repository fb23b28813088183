import { progress } from './progress.js'

/**
 * Runs the contestants in turn, round by round, so that a machine that slows down slows all of them. Each round begins
 * with another one: where on a machine the first of a round is always slower, it must not always be the same.
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
    const figures = {}
    const first = Math.floor((round * names.length) / count)
    const turn = [...names.slice(first), ...names.slice(0, first)]
    for (const name of turn) figures[name] = await named(name, () => measure(name, round))
    results.push(figures)
  }
  return results
}

/** Says whose fault it was. */
export async function named(name, work) {
  try {
    return await work()
  } catch (error) {
    throw new Error(`${name}: ${error.message}`, { cause: error })
  }
}
