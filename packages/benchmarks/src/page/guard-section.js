import { contestants, labelOf } from '../contestants.js'
import { bars } from './bars.js'
import { paragraphs, picture, plain } from './markdown.js'
import { ratio } from './numbers.js'
import { seriesTable, shareOf } from './series.js'

const kinds = {
  returning: {
    heading: 'Returning tokens',
    file: 'performance-returning.svg',
    helpedFloor: 'floor-returning-shared',
    text: 'Access tokens that come again and again, as they do from a web app that calls its API: 1 000 of them in turn. The floor does one SHA-256 of the token and one look into a `Map`, and has no policy at all.',
  },
  fresh: {
    heading: 'New tokens',
    file: 'performance-new.svg',
    helpedFloor: 'floor-new-shared',
    text: 'Every token comes once, so nobody can know it. The floor splits the token, parses header and claims and calls `crypto.verify` once; it looks at no issuer, no audience and no time.',
  },
}

export function guardSection(found) {
  const sections = Object.entries(kinds).map(([kind, { heading, file, helpedFloor, text }]) => {
    const series = found[kind]
    const helped = Object.entries(series).map(
      ([algorithm, results]) => `${ratio(shareOf(results, 'tandem', helpedFloor))} (${algorithm})`,
    )
    const tables = Object.entries(series).map(([algorithm, results]) =>
      paragraphs(`### ${heading}, ${algorithm}`, seriesTable(results, labelOf, missingFrom(series, algorithm))),
    )
    const help = `Of the floor with the same help for Express, api-guard gets ${helped.join(', ')}: that is what judging costs.`
    return paragraphs(`## ${heading}`, text, help, picture(file, `${heading}: share of bare Express`), ...tables)
  })
  return {
    markdown: paragraphs(...sections),
    pictures: Object.fromEntries(Object.entries(kinds).map(([kind, of]) => [of.file, pictureOf(found[kind], of)])),
  }
}

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
