import { demoUser } from '../accounts.js'
import { Html, html } from '../html.js'
import { document, mark } from './layout.js'

/** A page of the provider: another house than the web app, and it looks like one. */
function providerPage(title: string, main: Html): Html {
  return document(
    `${title} · Demo provider`,
    html`<body class="provider">
    <main class="slip">
      <p class="slip-head">${mark}<span>Demo provider</span></p>
      ${main}
    </main>
  </body>`,
  )
}

export interface SignInView {
  readonly client: string
  /** What was sent didn't belong together. */
  readonly isWrong?: boolean
}

export function signInPage({ client, isWrong = false }: SignInView): Html {
  return providerPage(
    isWrong ? 'Not signed in' : 'Sign in',
    html`<h1>Sign in</h1>
      <p class="lead">to go on to <strong>${client}</strong></p>
      ${isWrong && html`<p class="notice bad" role="alert">That login and password don’t belong together.</p>`}
      <form method="post" class="stack">
        <label for="login">Email</label>
        <input id="login" name="login" type="email" autocomplete="username" value="${demoUser.login}" required>
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="current-password" aria-describedby="hint" required autofocus>
        <p id="hint" class="hint">There is one user here. The password is <code>${demoUser.password}</code></p>
        <button class="button wide" type="submit">Sign in</button>
        <button class="button quiet wide" type="submit" name="cancel" value="yes" formnovalidate>Cancel</button>
      </form>`,
  )
}

/** `form` comes from oidc-provider: an empty form with its own token against forgery, which our buttons send. */
export function signOutPage(form: string, client: string | undefined): Html {
  return providerPage(
    'Sign out',
    html`<h1>Sign out here too?</h1>
      <p class="lead">${client !== undefined && html`You have left <strong>${client}</strong>. `}The demo provider still
        knows you: the next sign-in would need no password.</p>
      ${new Html(form)}
      <div class="stack">
        <button class="button wide" type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Yes, sign out</button>
        <button class="button quiet wide" type="submit" form="op.logoutForm">No, stay signed in here</button>
      </div>`,
  )
}

export function signedOutPage(): Html {
  return providerPage('Signed out', html`<h1>Signed out</h1><p class="lead">You can close this page.</p>`)
}

export function errorPage(error: string, description?: string): Html {
  return providerPage(
    'Something went wrong',
    html`<h1>That didn’t work</h1>
      <p class="lead">${description ?? 'The provider could not go on with this request.'}</p>
      <p class="hint"><code>${error}</code></p>`,
  )
}
