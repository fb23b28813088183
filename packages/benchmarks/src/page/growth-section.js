import { medianOf } from '../statistics.js'
import { bars } from './bars.js'
import { paragraphs, picture, table } from './markdown.js'
import { microseconds, ratio, whole } from './numbers.js'
import { shareOf } from './series.js'

const file = 'performance-growth.svg'
const nouns = { issuers: 'issuer', keys: 'key' }

const labelOf = (kind, count) => `${whole(count)} ${nouns[kind]}${count === 1 ? '' : 's'}`

export function growthSection({ results, counts }) {
  const rows = Object.entries(counts).flatMap(([kind, numbers]) =>
    numbers.map((count) => ({ kind, count, name: `${kind}-${count}`, label: labelOf(kind, count) })),
  )
  return {
    markdown: paragraphs(
      '## Growth of cost',
      'What a request with a new token (ES256) costs api-guard with more issuers and with more keys in a key set. It should stay where it is. What more tokens in the cache cost stands under “Memory”.',
      picture(file, 'Share of bare Express with more issuers and keys'),
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
