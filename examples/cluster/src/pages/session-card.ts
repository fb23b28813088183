import type { SessionInfo } from '@tandem-auth/client-session'
import { browserName } from '../browser-name.js'
import { type Html, html } from '../html.js'
import { ago, dateOf } from '../times.js'

/** One session: which browser, since when, when last, and what can be done about it. */
export function sessionCard(
  session: SessionInfo,
  now: number,
  action: (session: SessionInfo) => Html | false = () => false,
): Html {
  const { id, current, createdAt, lastSeen, userAgent, ip } = session
  return html`<li class="card session${current && ' current'}">
          <div id="session-${id}">
            <h2>${browserName(userAgent)}${current && html` <span class="badge">This browser</span>`}</h2>
            <p>Signed in ${time(createdAt, dateOf(createdAt))}</p>
            <p>Last seen ${current ? 'now' : time(lastSeen, ago(now - lastSeen))}${ip !== undefined && ` from ${ip}`}</p>
          </div>
          ${action(session)}
        </li>
        `
}

/** What a form has done, above the list that shows it. */
export function endedNotice(ended: number | undefined): Html | false {
  if (ended === undefined) return false
  const text =
    ended === 0
      ? 'There was nothing left to end.'
      : ended === 1
        ? 'One session was ended.'
        : `${ended} sessions were ended.`
  return html`<p class="notice good" role="status">${text}</p>`
}

function time(epochSeconds: number, text: string): Html {
  return html`<time datetime="${new Date(epochSeconds * 1000).toISOString()}">${text}</time>`
}
