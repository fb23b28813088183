import { labelOf } from '../contestants.js'
import { cachedBy } from '../groups/memory.js'
import { sessionContestants } from '../session-contestants.js'
import { medianOf } from '../statistics.js'
import { paragraphs, table } from './markdown.js'
import { kilobytes, megabytes, microseconds, ratio, whole } from './numbers.js'
import { shareOf } from './series.js'

export function memorySection({ tokens, sessions, cached }) {
  const { tandem, 'fast-jwt-cache': peer } = tokens
  return {
    markdown: paragraphs(
      '## Memory',
      'What more there is on the heap and in buffers after two collections, once that many distinct tokens (ES256) have been verified, or that many users have logged in and stayed. api-guard is given each of its tokens twice, since it remembers what comes again, and through `verify`, which does as requests do.',
      rowsOf('token', { tandem, 'fast-jwt-cache': peer }, labelOf),
      rowsOf('session', sessions, (name) => sessionContestants[name].label),
      'By default a guard keeps the 10 000 tokens that were used last. With room for all of them, and all of them coming in turn, a request costs this:',
      costs(cached),
    ),
    pictures: {},
  }
}

function costs({ counts, results }) {
  const rows = counts.map((count) => [
    `${whole(count)} token${count === 1 ? '' : 's'}`,
    ratio(shareOf(results, cachedBy(count))),
    microseconds(medianOf(results, cachedBy(count), 'cpuPerRequest')),
  ])
  return table(['', 'share of bare', 'CPU, µs each'], rows)
}

function rowsOf(thing, figures, label) {
  const rows = Object.entries(figures).map(([name, { count, growth, residentGrowth }]) => [
    label(name),
    whole(count),
    megabytes(growth),
    kilobytes(growth / count),
    megabytes(residentGrowth),
  ])
  return table(['', `${thing}s`, 'growth, MB', `kB per ${thing}`, 'resident set, MB'], rows)
}
