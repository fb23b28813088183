import { labelOf, peers } from '../contestants.js'
import { floods } from '../floods.js'
import { calm } from '../groups/attack.js'
import { medianDifference } from '../statistics.js'
import { honestP99, p99Growth } from './attack-section.js'
import { plain } from './markdown.js'
import { kilobytes, megabytes, milliseconds, ratio, whole } from './numbers.js'
import { shareOf } from './series.js'

/**
 * What this project promises of its own speed, and what came out. A target that isn't met says by how much and why.
 *
 * @returns {{ target: string, figure: string, isMet: boolean, reason?: string }[]}
 */
export function targetsOf({ guard, attack, session, memory }) {
  return [
    ...(guard === undefined
      ? []
      : [...guardTargets(guard.returning, 'returning'), ...guardTargets(guard.fresh, 'new')]),
    ...(session === undefined ? [] : sessionTargets(session)),
    ...(memory === undefined ? [] : [memoryTarget(memory)]),
    ...(attack === undefined ? [] : attackTargets(attack)),
  ]
}

const shares = { returning: 0.97, new: 0.93 }

function guardTargets(series, kind) {
  return Object.entries(series).flatMap(([algorithm, results]) => {
    const floor = `floor-${kind}`
    const share = shareOf(results, 'tandem', floor)
    const best = peers
      .filter((name) => results[0][name] !== undefined)
      .sort((one, other) => shareOf(results, other) - shareOf(results, one))[0]
    return [
      {
        target: `${kind} tokens, ${algorithm}: at least ${shares[kind]} of the floor`,
        figure: ratio(share),
        isMet: share >= shares[kind],
        reason: `${dearer(results, 'tandem', floor)}; ${noiseOf(results)}`,
      },
      {
        target: `${kind} tokens, ${algorithm}: ahead of every peer`,
        figure: `${ratio(shareOf(results, 'tandem', best))} of the best, ${plain(labelOf(best))}`,
        isMet: shareOf(results, 'tandem', best) > 1,
        reason: `${dearer(results, 'tandem', best)}; ${noiseOf(results)}`,
      },
    ]
  })
}

function dearer(results, name, reference) {
  const difference = medianDifference(results, name, reference, 'cpuPerRequest')
  return `${Math.abs(difference).toFixed(1)} µs of processor time ${difference < 0 ? 'less' : 'more'} for each request`
}

function noiseOf(results) {
  return `bare Express, measured twice in this run, differs from itself by a factor of ${ratio(shareOf(results, 'control'))}`
}

const stores = { memory: 'memory', redis: 'Redis', postgres: 'PostgreSQL' }

function sessionTargets({ names, results }) {
  const measured = Object.keys(stores).filter((store) => names.includes(`tandem-${store}`))
  const againstFloor = measured.map((store) => {
    const share = shareOf(results, `tandem-${store}`, `session-${store}`)
    return {
      target: `page behind a login, ${stores[store]}: at least 0.95 of express-session`,
      figure: ratio(share),
      isMet: share >= 0.95,
      reason: `${dearer(results, `tandem-${store}`, `session-${store}`)}; ${noiseOf(results)}`,
    }
  })
  const times = shareOf(results, 'tandem-memory', 'openid-cookie')
  return [
    ...againstFloor,
    {
      target: 'page behind a login: at least twice express-openid-connect with its cookie',
      figure: ratio(times),
      isMet: times >= 2,
      reason: dearer(results, 'tandem-memory', 'openid-cookie'),
    },
  ]
}

function memoryTarget({ tokens: { tandem } }) {
  const { count, growth } = tandem
  return {
    target: `${whole(count)} distinct tokens add at most 32 MB`,
    figure: `${megabytes(growth)} MB`,
    isMet: growth <= 32e6,
    reason: `${kilobytes(growth / count)} kB for each of them`,
  }
}

function attackTargets(attack) {
  return Object.entries(floods).map(([flood, { label }]) => {
    const [alone, beside] = [calm, flood].map((scenario) => honestP99(attack, 'tandem', scenario))
    const growth = p99Growth(attack, 'tandem', flood)
    return {
      target: `honest p99 beside a flood of ${label}: at most twice the p99 without`,
      figure: `${ratio(growth)} (${milliseconds(alone)} and ${milliseconds(beside)} ms)`,
      isMet: growth <= 2,
      reason: `the same flood makes it ${ratio(p99Growth(attack, 'bare', flood))} of itself for bare Express, which refuses nothing`,
    }
  })
}
