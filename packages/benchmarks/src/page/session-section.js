import { sessionContestants } from '../session-contestants.js'
import { bars } from './bars.js'
import { paragraphs, picture, plain } from './markdown.js'
import { ratio } from './numbers.js'
import { seriesTable, shareOf } from './series.js'

const labelOf = (name) => sessionContestants[name].label
const files = { session: 'performance-session.svg', login: 'performance-login.svg' }

export function sessionSection({ results }) {
  return {
    markdown: paragraphs(
      '## A page behind a login',
      'Logged-in users ask for a page that greets them by name. express-session alone is the floor: it reads the session and checks nothing of a login. Redis and PostgreSQL run on the processor of the load.',
      picture(files.session, 'A page behind a login: share of bare Express'),
      seriesTable(results, labelOf),
    ),
    pictures: { [files.session]: pictureOf(results, 'A page behind a login: share of bare Express') },
  }
}

export function loginSection({ results }) {
  return {
    markdown: paragraphs(
      '## Logins',
      "Callbacks: the provider's response is checked, the code is redeemed, the ID token is validated, and a session begins. Both programs use the authorization code flow with PKCE and the same provider, which has every ID token signed beforehand.",
      picture(files.login, 'Callbacks: share of bare Express'),
      seriesTable(results, labelOf),
    ),
    pictures: { [files.login]: pictureOf(results, 'Logins: callbacks per second, as a share of bare Express') },
  }
}

function pictureOf(results, title) {
  const names = Object.keys(results[0]).filter((name) => name !== 'bare')
  const rows = names.map((name) => ({
    label: plain(labelOf(name)),
    isOurs: sessionContestants[name].isOurs,
    isMark: name === 'control',
    values: [shareOf(results, name)],
  }))
  return bars({ title, series: ['share'], rows, format: ratio })
}
