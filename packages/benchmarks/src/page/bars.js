const width = 880
const labelWidth = 290
const barHeight = 14
const scaleWidth = width - labelWidth - 100
const strengths = [1, 0.72, 0.5, 0.34]

/**
 * A picture of horizontal bars, legible on light and on dark pages: a row for each contestant, in it a bar for each series.
 *
 * @param {object} plot
 * @param {string} plot.title
 * @param {string[]} plot.series
 * @param {{ label: string, isOurs?: boolean, isMark?: boolean, values: (number | undefined)[] }[]} plot.rows
 * @param {(value: number) => string} plot.format
 * @param {number} [plot.max] longer bars are cut off here
 */
export function bars({
  title,
  series,
  rows,
  format,
  max = Math.max(...rows.flatMap(({ values }) => values).filter(isNumber)),
}) {
  const top = series.length > 1 ? 84 : 56
  const rowHeight = series.length * (barHeight + 2) + 10
  const height = top + rows.length * rowHeight + 14
  const body = rows.map((row, index) => rowOf(row, top + index * rowHeight, { max, format, rowHeight }))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title" font-family="system-ui, sans-serif" font-size="13">
<title id="title">${escaped(title)}</title>
${style}
<rect class="page" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10"/>
<text class="title" x="24" y="34">${escaped(title)}</text>
${series.length > 1 ? legend(series) : ''}
${body.join('\n')}
</svg>
`
}

const isNumber = (value) => typeof value === 'number'

const style = `<style>
  .page { fill: #ffffff; stroke: #d9dce6 } text { fill: #1d2230 } .title { font-size: 16px; font-weight: 650 }
  .value { font-size: 11.5px; fill: #4a5268 } .name { font-weight: 650 }
  .ours { fill: #4b5bd6 } .peer { fill: #8a93a8 } .mark { fill: #c9a24a }
  @media (prefers-color-scheme: dark) {
    .page { fill: #151923; stroke: #2c3346 } text { fill: #eef0f8 } .value { fill: #b6bdd2 }
    .ours { fill: #8f9bff } .peer { fill: #727c95 } .mark { fill: #b8923c }
  }
</style>`

function legend(series) {
  let x = 24
  const parts = series.map((name, index) => {
    const part = `<rect class="peer" fill-opacity="${strengths[index]}" x="${x}" y="50" width="12" height="12" rx="2"/><text class="value" x="${x + 18}" y="60">${escaped(name)}</text>`
    x += 40 + name.length * 7
    return part
  })
  return parts.join('\n')
}

function rowOf({ label, isOurs, isMark, values }, y, { max, format, rowHeight }) {
  const kind = isOurs ? 'ours' : isMark ? 'mark' : 'peer'
  const middle = y + (rowHeight - 10) / 2 + 4
  const name = `<text class="${isOurs ? 'name' : 'label'}" x="${labelWidth - 12}" y="${middle}" text-anchor="end">${escaped(label)}</text>`
  const drawn = values.map((value, index) =>
    barOf(value, y + index * (barHeight + 2), kind, strengths[index], max, format),
  )
  return [name, ...drawn].join('\n')
}

function barOf(value, y, kind, strength, max, format) {
  if (value === undefined) return `<text class="value" x="${labelWidth + 6}" y="${y + 11}">—</text>`
  const length = Math.max(2, Math.min(1, value / max) * scaleWidth)
  const cut = value > max ? ' →' : ''
  return `<rect class="${kind}" fill-opacity="${strength}" x="${labelWidth}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" rx="2"/><text class="value" x="${(labelWidth + length + 6).toFixed(1)}" y="${y + 11}">${format(value)}${cut}</text>`
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
