import { labelOf } from '../contestants.js'
import { sessionContestants } from '../session-contestants.js'
import { paragraphs, table } from './markdown.js'
import { kilobytes, megabytes, whole } from './numbers.js'

export function memorySection({ tokens, sessions }) {
  return {
    markdown: paragraphs(
      '## Memory',
      'What more there is on the heap and in buffers after two collections, once that many distinct tokens (ES256) have come through, or that many users have logged in and stayed. Bare Express shows what is none of the guards’ doing.',
      rowsOf('token', tokens, labelOf),
      rowsOf('session', sessions, (name) => sessionContestants[name].label),
    ),
    pictures: {},
  }
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
