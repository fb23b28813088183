import { type Html, html } from '../html.js'
import { document, mark } from './layout.js'

export interface Person {
  readonly sub: string
  readonly name: string
  readonly roles?: readonly string[]
}

/** The provider's sign-in: a button for everybody there is. The request's parameters come along, so nothing is remembered. */
export function peoplePage(parameters: readonly (readonly [string, string])[], people: readonly Person[]): Html {
  return document(
    'Sign in · Demo provider',
    ['style.css'],
    html`<body class="provider">
    <main class="slip">
      <p class="slip-head">${mark}<span>Demo provider</span></p>
      <h1>Who are you?</h1>
      <p class="lead">to go on to <strong>Fernway Practice</strong></p>
      <form method="post" class="stack">
        ${parameters.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
        ${people.map(
          ({
            sub,
            name,
            roles = [],
          }) => html`<button class="button quiet wide" type="submit" name="as" value="${sub}">${name}${roles
            .map((role) => `, ${role}`)
            .join('')}</button>
        `,
        )}
      </form>
    </main>
  </body>`,
  )
}
