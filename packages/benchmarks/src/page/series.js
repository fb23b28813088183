import { medianOf, medianRatio } from '../statistics.js'
import { none, table } from './markdown.js'
import { microseconds, milliseconds, ratio, whole } from './numbers.js'

/**
 * The table of one series of rounds: a row for each contestant, beginning with the share of bare Express.
 *
 * @param {Record<string, object>[]} results
 * @param {(name: string) => string} labelOf
 * @param {string[]} [missing] contestants that couldn't take part
 */
export function seriesTable(results, labelOf, missing = []) {
  const rows = Object.keys(results[0]).map((name) => [
    labelOf(name),
    ratio(shareOf(results, name)),
    whole(medianOf(results, name, 'throughput')),
    milliseconds(medianOf(results, name, 'p50')),
    milliseconds(medianOf(results, name, 'p99')),
    microseconds(medianOf(results, name, 'cpuPerRequest')),
  ])
  const gaps = missing.map((name) => [labelOf(name), none, none, none, none, none])
  return table(['', 'share of bare', 'per second', 'p50, ms', 'p99, ms', 'CPU, µs each'], [...rows, ...gaps])
}

/**
 * How much of another contestant's work one gets done: what a processor serves in a second is one over the processor
 * time of a request.
 */
export const shareOf = (results, name, reference = 'bare') => medianRatio(results, reference, name, 'cpuPerRequest')
