import type { SessionInfo } from '@tandem-auth/client-session'
import { type Html, html } from '../html.js'
import type { Viewer } from '../viewer.js'
import { webPage } from './layout.js'
import { endedNotice, sessionCard } from './session-card.js'

export interface SessionsView {
  readonly viewer: Viewer | undefined
  readonly sessions: readonly SessionInfo[]
  /** How many sessions the last form has ended. */
  readonly ended: number | undefined
}

/** Where you are signed in. */
export function sessionsPage({ viewer, sessions, ended }: SessionsView): Html {
  const others = sessions.filter(({ current }) => !current)
  const now = Date.now() / 1000
  return webPage({
    title: 'Where you are signed in',
    viewer,
    path: '/sessions',
    main: html`<h1>Where you are signed in</h1>
      <p class="lead">Each browser with a session of yours. If you don’t know one, end it, and change your password.</p>
      ${endedNotice(ended)}
      <ul class="sessions">
        ${sessions.map((session) => sessionCard(session, now, endForm))}
      </ul>
      ${
        others.length === 0
          ? html`<p class="hint">You are signed in nowhere else.</p>`
          : html`<form class="actions" method="post" action="/sessions/end-others">
        <button class="button" type="submit">End all other sessions</button>
      </form>`
      }`,
  })
}

function endForm({ id, current }: SessionInfo): Html | false {
  return (
    !current &&
    html`<form method="post" action="/sessions/end">
            <input type="hidden" name="id" value="${id}">
            <button class="button quiet small" type="submit" aria-describedby="session-${id}">End session</button>
          </form>`
  )
}
