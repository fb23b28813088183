import { contestants, labelOf } from '../contestants.js'
import { bars } from './bars.js'
import { paragraphs, picture, plain } from './markdown.js'
import { ratio } from './numbers.js'
import { seriesTable, shareOf } from './series.js'

const kinds = {
  returning: {
    heading: 'Returning tokens',
    file: 'performance-returning.svg',
    text: 'Access tokens that come again and again, as they do from a web app that calls its API: 1 000 of them in turn. The floor does one SHA-256 of the token and one look into a `Map`, and has no policy at all.',
  },
  fresh: {
    heading: 'New tokens',
    file: 'performance-new.svg',
    text: 'Every token comes once, so nobody can know it. The floor splits the token, parses header and claims and calls `crypto.verify` once; it looks at no issuer, no audience and no time.',
  },
}

export function guardSection(found) {
  const sections = Object.entries(kinds).map(([kind, { heading, file, text }]) => {
    const series = found[kind]
    const helped = Object.keys(series).map((algorithm) => helpedShare(series[algorithm], kind, algorithm))
    const tables = Object.keys(series).map((algorithm) => {
      const missing = missingFrom(series, algorithm)
      return paragraphs(`### ${heading}, ${algorithm}`, seriesTable(series[algorithm], labelOf, missing))
    })
    const help = `Of the floor with the same help for Express, api-guard gets ${helped.join(', ')}: that is what judging costs.`
    return paragraphs(`## ${heading}`, text, help, picture(file, `${heading}: share of bare Express`), ...tables)
  })
  return {
    markdown: paragraphs(...sections),
    pictures: Object.fromEntries(Object.entries(kinds).map(([kind, of]) => [of.file, pictureOf(found[kind], of)])),
  }
}

const floors = { returning: 'floor-returning-shared', fresh: 'floor-new-shared' }

const helpedShare = (results, kind, algorithm) => `${ratio(shareOf(results, 'tandem', floors[kind]))} (${algorithm})`

function missingFrom(series, algorithm) {
  const everybody = Object.keys(series.RS256[0])
  return everybody.filter((name) => series[algorithm][0][name] === undefined)
}

function pictureOf(series, { heading }) {
  const algorithms = Object.keys(series)
  const names = Object.keys(series.RS256[0]).filter((name) => name !== 'bare')
  return bars({
    title: `${heading}: share of bare Express`,
    series: algorithms,
    rows: names.map((name) => ({
      label: plain(labelOf(name)),
      isOurs: contestants[name].isOurs,
      isMark: name.startsWith('floor') || name === 'control',
      values: algorithms.map((algorithm) =>
        series[algorithm][0][name] === undefined ? undefined : shareOf(series[algorithm], name),
      ),
    })),
    format: ratio,
  })
}
