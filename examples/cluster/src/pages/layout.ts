import { type Html, html } from '../html.js'
import type { Viewer } from '../viewer.js'

/** The skeleton that all pages share, the provider's too. */
export function document(title: string, styleSheets: readonly string[], body: Html): Html {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml">
    ${styleSheets.map((name) => html`<link rel="stylesheet" href="/${name}">`)}
  </head>
  ${body}
</html>
`
}

export const mark = html`<svg class="mark" viewBox="0 0 40 24" width="40" height="24" aria-hidden="true">
  <circle class="mark-id" cx="12" cy="12" r="9.5"/><circle class="mark-access" cx="28" cy="12" r="9.5"/>
</svg>`

export interface Page {
  readonly title: string
  /** Who is signed in. */
  readonly viewer?: Viewer | undefined
  /** The path of the page, to mark it in the navigation. */
  readonly path?: string
  readonly main: Html
}

const links = [{ href: '/sessions', text: 'Your sessions' }]
const administratorsLinks = [...links, { href: '/administration', text: 'Administration' }]

/** A page of the web app. */
export function webPage({ title, viewer, path, main }: Page): Html {
  return document(
    `${title} · Fernway Practice`,
    ['style.css', 'sessions.css'],
    html`<body>
    <a class="skip" href="#main">Skip to the content</a>
    <header class="top">
      <div class="wrap top-row">
        <a class="brand" href="/">${mark}<span>Fernway Practice</span></a>
        ${viewer !== undefined && navigation(viewer, path)}
      </div>
    </header>
    <main id="main" class="wrap">
      ${main}
    </main>
    <footer class="wrap foot">
      <p>A demonstration of <strong>Tandem Auth</strong>. This page was made by process <code>${process.pid}</code>; any other would
        have made the same.</p>
    </footer>
  </body>`,
  )
}

function navigation({ name, isAdministrator }: Viewer, path: string | undefined): Html {
  return html`<nav class="nav" aria-label="Pages">
          <ul>
            ${(isAdministrator ? administratorsLinks : links).map(
              ({
                href,
                text,
              }) => html`<li><a href="${href}"${href === path && html` aria-current="page"`}>${text}</a></li>
            `,
            )}
          </ul>
        </nav>
        <form class="who" method="post" action="/logout">
          <span>${name}</span>
          <button class="button quiet small" type="submit">Sign out</button>
        </form>`
}
