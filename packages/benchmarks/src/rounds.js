import { progress } from './progress.js'

/**
 * Runs the contestants in turn, round by round, so that a machine that slows down slows all of them. `measure` is given a
 * contestant's name and the round's number.
 */
export async function rounds(title, names, count, measure) {
  const results = []
  for (let round = 0; round < count; round += 1) {
    const figures = {}
    for (const name of names) {
      progress(`${title}: round ${round + 1} of ${count}, ${name}`)
      figures[name] = await measure(name, round)
    }
    results.push(figures)
  }
  return results
}
