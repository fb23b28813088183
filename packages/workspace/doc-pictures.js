const width = 880
const height = 360

/** The boundary: which token goes where, and who may read it. Legible on light and on dark pages. */
export function boundaryPicture() {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description" font-family="system-ui, sans-serif" font-size="15">
<title id="title">The boundary between client and API</title>
<desc id="description">The provider issues an ID token to client-session and an access token for the API. client-session keeps the profile on the server and sends the access token, unread, to api-guard. An ID token that is sent to api-guard is refused with 401; an access token that is handed to client-session as an ID token is refused, too.</desc>
<style>
  rect { fill: #f7f8fc; stroke: #4b5bd6; stroke-width: 1.5 }
  text { fill: #1d2230 }
  .small { font-size: 12.5px; fill: #4a5268 }
  .name { font-weight: 650 }
  .yes { stroke: #1c8a5a; stroke-width: 2; fill: none; marker-end: url(#yes) }
  .no { stroke: #c43d4b; stroke-width: 2; fill: none; stroke-dasharray: 6 5; marker-end: url(#no) }
  .yes-text { fill: #17734b } .no-text { fill: #b02f3d }
  @media (prefers-color-scheme: dark) {
    rect { fill: #1b2030; stroke: #8f9bff } text { fill: #eef0f8 } .small { fill: #b6bdd2 }
    .yes { stroke: #4fd19a } .yes-text { fill: #4fd19a } .no { stroke: #ff8a94 } .no-text { fill: #ff8a94 }
  }
</style>
<defs>
${arrowHead('yes', '#1c8a5a')}
${arrowHead('no', '#c43d4b')}
</defs>
${box(310, 16, 260, 'Provider', 'issues both, to two addressees')}
${box(40, 230, 230, 'client-session', 'validates the ID token,', 'keeps the profile on the server')}
${box(610, 230, 230, 'api-guard', 'accepts access tokens', 'of its audience and scopes')}
<path class="yes" d="M 340 84 L 170 222"/>
<text class="yes-text" x="96" y="146">ID token</text>
<text class="small" x="96" y="165">for the client</text>
<path class="yes" d="M 450 84 C 450 190 330 236 278 252"/>
<text class="yes-text" x="470" y="136">access token</text>
<text class="small" x="470" y="155">for the API; opaque to the client</text>
<path class="yes" d="M 272 260 L 602 260"/>
<text class="yes-text" x="368" y="250">access token, unread</text>
<path class="no" d="M 272 296 L 596 296"/>
<text class="no-text" x="372" y="318">ID token: 401, and why</text>
</svg>
`
}

/**
 * @param {string} id
 * @param {string} color
 */
function arrowHead(id, color) {
  return `<marker id="${id}" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M 0 0 L 10 5 L 0 10 z" fill="${color}"/></marker>`
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} boxWidth
 * @param {string} name
 * @param {...string} lines
 */
function box(x, y, boxWidth, name, ...lines) {
  const center = x + boxWidth / 2
  const text = lines.map(
    (line, index) => `<text class="small" x="${center}" y="${y + 48 + index * 18}" text-anchor="middle">${line}</text>`,
  )
  return `<rect x="${x}" y="${y}" width="${boxWidth}" height="${46 + lines.length * 20}" rx="10"/>
<text class="name" x="${center}" y="${y + 27}" text-anchor="middle">${name}</text>
${text.join('\n')}`
}
