import { medianOf } from '../statistics.js'
import { bars } from './bars.js'
import { paragraphs, picture, table } from './markdown.js'
import { microseconds, ratio, whole } from './numbers.js'
import { shareOf } from './series.js'

const file = 'performance-growth.svg'
const nouns = { issuers: ['issuer', 'new tokens'], keys: ['key', 'new tokens'], cached: ['cached token', 'returning'] }

function labelOf(kind, count) {
  const [noun, tokens] = nouns[kind]
  return `${whole(count)} ${noun}${count === 1 ? '' : 's'}, ${tokens}`
}

export function growthSection({ results, counts }) {
  const rows = Object.entries(counts).flatMap(([kind, numbers]) =>
    numbers.map((count) => ({ kind, count, name: `${kind}-${count}`, label: labelOf(kind, count) })),
  )
  return {
    markdown: paragraphs(
      '## Growth of cost',
      'What a request costs api-guard (ES256) with more issuers, more keys in a key set, more tokens in the cache. It should stay where it is.',
      picture(file, 'Share of bare Express with more issuers, keys and cached tokens'),
      table(
        ['', 'share of bare', 'of the first', 'CPU, µs each'],
        rows.map(({ kind, name, label }) => [
          label,
          ratio(shareOf(results, name)),
          ratio(shareOf(results, name, `${kind}-${counts[kind][0]}`)),
          microseconds(medianOf(results, name, 'cpuPerRequest')),
        ]),
      ),
    ),
    pictures: {
      [file]: bars({
        title: 'Growth of cost: share of bare Express',
        series: ['share'],
        rows: rows.map(({ name, label }) => ({ label, isOurs: true, values: [shareOf(results, name)] })),
        format: ratio,
        max: 1,
      }),
    },
  }
}
