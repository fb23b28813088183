/**
 * @typedef {object} Drawing
 * @property {number} width
 * @property {number} height
 * @property {string} title
 * @property {string} description for those who don't see it
 * @property {readonly string[]} content
 */

const colors = { yes: ['#1c8a5a', '#4fd19a'], no: ['#c43d4b', '#ff8a94'], plain: ['#4b5bd6', '#8f9bff'] }

/**
 * A picture that is legible on light and dark pages.
 *
 * @param {Drawing} drawing
 */
export function drawing({ width, height, title, description, content }) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description" font-family="system-ui, sans-serif" font-size="15">
<title id="title">${title}</title>
<desc id="description">${description}</desc>
<style>
  rect { fill: #f7f8fc; stroke: #4b5bd6; stroke-width: 1.5 }
  text { fill: #1d2230 }
  .small { font-size: 12.5px; fill: #4a5268 }
  .name { font-weight: 650 }
  .line { fill: none; stroke-width: 2 }
  .yes { stroke: ${colors.yes[0]}; marker-end: url(#yes) } .yes-head { fill: ${colors.yes[0]} }
  .no { stroke: ${colors.no[0]}; stroke-dasharray: 6 5; marker-end: url(#no) } .no-head { fill: ${colors.no[0]} }
  .plain { stroke: ${colors.plain[0]}; marker-end: url(#plain) } .plain-head { fill: ${colors.plain[0]} }
  .yes-text { fill: #17734b } .no-text { fill: #b02f3d }
  @media (prefers-color-scheme: dark) {
    rect { fill: #1b2030; stroke: #8f9bff } text { fill: #eef0f8 } .small { fill: #b6bdd2 }
    .yes { stroke: ${colors.yes[1]} } .yes-head, .yes-text { fill: ${colors.yes[1]} }
    .no { stroke: ${colors.no[1]} } .no-head, .no-text { fill: ${colors.no[1]} }
    .plain { stroke: ${colors.plain[1]} } .plain-head { fill: ${colors.plain[1]} }
  }
</style>
<defs>
${Object.keys(colors).map(arrowHead).join('\n')}
</defs>
${content.join('\n')}
</svg>
`
}

/** @param {string} kind */
function arrowHead(kind) {
  return `<marker id="${kind}" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="${kind}-head" d="M 0 0 L 10 5 L 0 10 z"/></marker>`
}

/**
 * @param {keyof typeof colors} kind
 * @param {string} path
 */
export function arrow(kind, path) {
  return `<path class="line ${kind}" d="${path}"/>`
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} text
 * @param {string} [style]
 */
export function label(x, y, text, style = 'small') {
  return `<text class="${style}" x="${x}" y="${y}">${text}</text>`
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {string} name
 * @param {...string} lines
 */
export function box(x, y, width, name, ...lines) {
  const center = x + width / 2
  const text = lines.map(
    (line, index) => `<text class="small" x="${center}" y="${y + 48 + index * 18}" text-anchor="middle">${line}</text>`,
  )
  const height = lines.length === 0 ? 42 : 44 + lines.length * 19
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/>
<text class="name" x="${center}" y="${y + 27}" text-anchor="middle">${name}</text>
${text.join('\n')}`
}
