import { contestants } from '../contestants.js'
import { median, medianOf } from '../statistics.js'
import { attackSection } from './attack-section.js'
import { growthSection } from './growth-section.js'
import { guardSection } from './guard-section.js'
import { machineText, pinningText, versionsText } from './machine.js'
import { paragraphs, table } from './markdown.js'
import { memorySection } from './memory-section.js'
import { percent, whole } from './numbers.js'
import { loginSection, sessionSection } from './session-section.js'
import { startSection } from './start-section.js'
import { targetsOf } from './targets.js'

const sectionOf = {
  guard: guardSection,
  attack: attackSection,
  session: sessionSection,
  login: loginSection,
  memory: memorySection,
  growth: growthSection,
  start: startSection,
}

/**
 * The page about a run, and its pictures by file name.
 *
 * @param {object} run
 * @param {Record<string, object>} run.found what each group has measured
 * @param {string[]} run.leftOut what couldn't be measured, and why
 * @param {boolean} run.isQuick
 * @param {number} run.seconds
 */
export function pageOf({ found, leftOut, isQuick, seconds }) {
  const sections = Object.entries(found).map(([group, figures]) => sectionOf[group](figures))
  const markdown = paragraphs(
    '<!-- Written by npm run bench. What is changed by hand is lost with the next run. -->',
    '# Performance',
    isQuick ? '**A quick run: figures of a few moments, for a first look.**' : undefined,
    'What the two middlewares cost, compared with a floor and with their peers, all in one run.',
    ...leftOut,
    '## Targets',
    targetsTable(found),
    howMeasured({ found, seconds, isQuick }),
    ...sections.map((section) => section.markdown),
  )
  return { markdown: `${markdown}\n`, pictures: Object.assign({}, ...sections.map(({ pictures }) => pictures)) }
}

export function targetsTable(found) {
  const rows = targetsOf(found).map(({ target, figure, isMet, reason }) => [
    target,
    figure,
    isMet ? 'met' : `**not met**: ${reason}`,
  ])
  return rows.length === 0 ? 'None of the groups measured has one.' : leftAligned(table(['', 'here', ''], rows))
}

// Words, not numbers, stand in these columns.
const leftAligned = (text) => text.replaceAll('---:', '---')

function howMeasured({ found, seconds, isQuick }) {
  const { returning = {}, fresh = {} } = found.guard ?? {}
  const series = [...Object.values(returning), ...Object.values(fresh), found.session?.results ?? []]
  const busiest = Math.max(0, ...series.flatMap((results) => everyone(results, 'loadBusy')))
  const granted = series.flatMap((results) => everyone(results, 'busy'))
  return paragraphs(
    '## How it was measured',
    `On ${machineText()}, in ${whole(seconds)} seconds. ${pinningText}`,
    `Every contestant is a process with the same Express app, the same provider and the same tokens. In each of many short rounds, every contestant runs once, in a new order, so that a slow moment of the machine slows all of them. Every answer's status and body is checked.`,
    `A share is the median, over the rounds, of the ratio of two processor times for each request, normally those of bare Express and of the contestant in the same round. Requests per second show the same, but vary more than twice as much on a shared machine; they are in the next column. The other figures are medians of the rounds. “${contestants.control.label}” is bare Express once more: the distance of its share from 1.00 is the noise of this run.`,
    `Both middlewares restore a V8 optimization that Express loses (details: \`hidden-class.ts\`). Up to Node 22 that makes everything faster that happens to a request afterwards, so they can be ahead of a contestant that does less. On Node 24 there is nothing to gain, and they don't do it.`,
    busiest === 0
      ? undefined
      : `Load comes from autocannon, over 8 connections (16 for pages behind a login), on the same machine. For the fastest contestant it used ${percent(busiest)} of its processor${busiest < 0.9 ? ': the contestants are the limit, not the load' : ', which held that contestant back'}.`,
    granted.length > 0 && median(granted) < 0.85
      ? `**The machine had other things to do: a contestant got ${percent(median(granted))} of its processor. Don’t trust these figures.**`
      : undefined,
    `Repeat it with \`npm run bench${isQuick ? ' -- --quick --write' : ''}\`; \`-- --quick\` is for a first look, \`-- --only guard\` measures one group (${Object.keys(sectionOf).join(', ')}). Neither touches this page.`,
    `Versions: ${versionsText()}.`,
  )
}

const everyone = (results, figure) => Object.keys(results[0] ?? {}).map((name) => medianOf(results, name, figure))
