import { type Html, html } from '../html.js'

/** The skeleton that all pages share, the provider's too. */
export function document(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/style.css">
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
  /** The first name of who is signed in. */
  readonly user?: string
  /** The path of the page, to mark it in the navigation. */
  readonly path?: string
  readonly main: Html
}

const links = [
  ['/appointments', 'Appointments'],
  ['/profile', 'Profile'],
  ['/session', 'Session'],
] as const

/** A page of the web app. */
export function webPage({ title, user, path, main }: Page): Html {
  return document(
    `${title} · Fernway Practice`,
    html`<body>
    <a class="skip" href="#main">Skip to the content</a>
    <header class="top">
      <div class="wrap top-row">
        <a class="brand" href="/">${mark}<span>Fernway Practice</span></a>
        ${user !== undefined && navigation(user, path)}
      </div>
    </header>
    <main id="main" class="wrap">
      ${main}
    </main>
    <footer class="wrap foot">
      <p>A demonstration of <strong>Tandem Auth</strong>. Nobody is ill; nothing leaves this machine.</p>
    </footer>
  </body>`,
  )
}

function navigation(user: string, path: string | undefined): Html {
  return html`<nav class="nav" aria-label="Pages">
          <ul>
            ${links.map(
              ([
                href,
                text,
              ]) => html`<li><a href="${href}"${href === path && html` aria-current="page"`}>${text}</a></li>
            `,
            )}
          </ul>
        </nav>
        <form class="who" method="post" action="/logout">
          <span>${user}</span>
          <button class="button quiet small" type="submit">Sign out</button>
        </form>`
}
