import type { SessionInfo } from '@tandem-auth/client-session'
import { type Html, html } from '../html.js'
import type { Viewer } from '../viewer.js'
import { webPage } from './layout.js'
import { endedNotice, sessionCard } from './session-card.js'

export interface AdministrationView {
  readonly viewer: Viewer | undefined
  /** Whose sessions are shown. */
  readonly sub: string
  /** Nothing until somebody is looked up. */
  readonly sessions: readonly SessionInfo[] | undefined
  readonly ended: number | undefined
}

/** The sessions of one user, for administrators. */
export function administrationPage({ viewer, sub, sessions, ended }: AdministrationView): Html {
  return webPage({
    title: 'Administration',
    viewer,
    path: '/administration',
    main: html`<h1>Sessions of a user</h1>
      <p class="lead">For an account that was closed, or taken over: all of its sessions end, everywhere and at once.</p>
      <form class="card lookup" method="get" action="/administration" role="search">
        <div>
          <label for="sub">Subject</label>
          <input id="sub" name="sub" value="${sub}" maxlength="255" autocomplete="off" spellcheck="false" aria-describedby="sub-hint" required>
        </div>
        <button class="button" type="submit">Look up</button>
        <p id="sub-hint" class="hint">The user’s <code>sub</code> at the provider that you signed in with, such as <code>alice</code></p>
      </form>
      ${endedNotice(ended)}
      ${sessions !== undefined && sessionsOf(sub, sessions)}`,
  })
}

function sessionsOf(sub: string, sessions: readonly SessionInfo[]): Html {
  if (sessions.length === 0) return html`<p class="lead"><strong>${sub}</strong> is signed in nowhere.</p>`
  const now = Date.now() / 1000
  return html`<ul class="sessions">
        ${sessions.map((session) => sessionCard(session, now))}
      </ul>
      <form class="actions" method="post" action="/administration/end-all">
        <input type="hidden" name="sub" value="${sub}">
        <button class="button danger" type="submit">End all sessions of ${sub}</button>
      </form>`
}
