import { contestants, labelOf } from '../contestants.js'
import { floods } from '../floods.js'
import { calm } from '../groups/attack.js'
import { median } from '../statistics.js'
import { maxTries } from '../stolen.js'
import { bars } from './bars.js'
import { paragraphs, picture, plain, table } from './markdown.js'
import { milliseconds, percent, whole } from './numbers.js'

const file = 'performance-attack.svg'
const scenarios = [calm, ...Object.keys(floods)]
const titleOf = (scenario) => (scenario === calm ? 'no flood' : floods[scenario].label)

/** The time in which 99 of 100 honest requests of a round were answered; the median of the rounds. */
export const honestP99 = (found, name, scenario) => medianIn(found, name, scenario, 'p99')

/** How much longer that takes beside a flood: the median of the ratios within a round. */
export const p99Growth = ({ results }, name, flood) =>
  median(results.map((round) => round[name][flood].p99 / round[name][calm].p99))

const medianIn = ({ results }, name, scenario, figure) => median(results.map((round) => round[name][scenario][figure]))

export function attackSection(found) {
  const { names, honestRate, floodRate } = found
  const text = `${whole(honestRate)} honest requests a second with known tokens (RS256), first without and then beside ${whole(floodRate)} a second that must be refused: well-formed tokens of the right issuer and audience, no two alike. The rates are 8 and 16 % of what bare Express serves here in a slow moment; both are sent evenly, whether or not the server keeps up, and a time counts from when the request was due. A slice in which the host took a processor away is measured up to ${maxTries} times, and the least disturbed counts. Bare Express lets the flood through: its row shows the price of ${whole(floodRate)} more requests.`
  return {
    markdown: paragraphs(
      '## Under attack',
      text,
      picture(file, 'Honest p99 without and with a flood'),
      '### Honest p99, ms',
      table(
        ['', ...scenarios.map(titleOf)],
        names.map((name) => [
          labelOf(name),
          ...scenarios.map((scenario) => milliseconds(honestP99(found, name, scenario))),
        ]),
      ),
      '### Honest requests answered with 200 a second, and processor used',
      table(
        ['', ...scenarios.map(titleOf), 'key sets fetched'],
        names.map((name) => [
          labelOf(name),
          ...scenarios.map((scenario) => answered(found, name, scenario)),
          whole(found.results.reduce((sum, round) => sum + round[name].kid.keyRequests, 0)),
        ]),
      ),
      'The last column counts the requests for keys that random key ids led to, in the rounds that count. aws-jwt-verify and fast-jwt make none here: the first fetches keys only by https and was given them, the second has no key sets.',
    ),
    pictures: { [file]: pictureOf(found) },
  }
}

function answered(found, name, scenario) {
  return `${whole(medianIn(found, name, scenario, 'throughput'))}, ${percent(medianIn(found, name, scenario, 'busy'))}`
}

function pictureOf(found) {
  const rows = found.names.map((name) => ({
    label: plain(labelOf(name)),
    isOurs: contestants[name].isOurs,
    isMark: name === 'bare',
    values: scenarios.map((scenario) => honestP99(found, name, scenario)),
  }))
  const title = 'p99 of honest requests, in milliseconds: less is better'
  const max = 3 * median(rows.flatMap(({ values }) => values))
  return bars({ title, series: scenarios.map(titleOf), rows, format: milliseconds, max })
}
