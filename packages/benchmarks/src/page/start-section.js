import { medianOf } from '../statistics.js'
import { bars } from './bars.js'
import { paragraphs, picture, table } from './markdown.js'
import { megabytes, whole } from './numbers.js'

const file = 'performance-start.svg'
const isOurs = (name) => ['api-guard', 'client-session'].includes(name)

export function startSection({ names, results, installs }) {
  return {
    markdown: paragraphs(
      '## Start',
      'How long a fresh process waits for the import, and what an install brings with all dependencies (without Express itself). Some packages bring type declarations as dependencies; they count.',
      picture(file, 'Time to import, in milliseconds'),
      table(
        ['', 'import, ms', 'packages', 'MB'],
        names.map((name) => [
          isOurs(name) ? `**${name}**` : name,
          whole(medianOf(results, name, 'time')),
          whole(installs[name].packages),
          megabytes(installs[name].bytes),
        ]),
      ),
    ),
    pictures: {
      [file]: bars({
        title: 'Time to import, in milliseconds: less is better',
        series: ['import'],
        rows: names.map((name) => ({
          label: name,
          isOurs: isOurs(name),
          isMark: name === 'express',
          values: [medianOf(results, name, 'time')],
        })),
        format: whole,
      }),
    },
  }
}
