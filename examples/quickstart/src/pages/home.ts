import { demoUser } from '../accounts.js'
import { type Html, html } from '../html.js'
import { webPage } from './layout.js'

export function welcomePage(): Html {
  return webPage({
    title: 'Welcome',
    main: html`<section class="hero">
        <div>
          <p class="eyebrow">Fernway Practice</p>
          <h1>Your appointments, kept by the right hands.</h1>
          <p class="lead">Sign in to see when you are expected, and to book the next visit.</p>
          <p class="actions"><a class="button" href="/login?returnTo=/appointments">Sign in</a></p>
          <p class="hint demo">The demo’s one patient is <code>${demoUser.login}</code>, password <code>${demoUser.password}</code></p>
        </div>
        ${boundary}
      </section>`,
  })
}

export function homePage({ user }: { readonly user: string }): Html {
  return webPage({
    title: 'Home',
    user,
    path: '/',
    main: html`<section class="hero">
        <div>
          <p class="eyebrow">Signed in</p>
          <h1>Good to see you, ${user}.</h1>
          <p class="lead">Two tokens came from the provider when you signed in. Each went to its addressee.</p>
          <p class="actions">
            <a class="button" href="/appointments">Your appointments</a>
            <a class="button quiet" href="/session">What the session holds</a>
          </p>
        </div>
        ${boundary}
      </section>`,
  })
}

const boundary = html`<figure class="boundary">
          <ol>
            <li class="station"><strong>Provider</strong><span>knows the user, issues tokens</span></li>
            <li class="ticket id"><strong>ID token</strong><span>for the web app: who signed in</span></li>
            <li class="station"><strong>Web app</strong><span>client-session reads the ID token, keeps the profile</span></li>
            <li class="ticket access"><strong>Access token</strong><span>for the API: what may be done</span></li>
            <li class="station"><strong>Appointments API</strong><span>api-guard reads the access token</span></li>
          </ol>
          <figcaption>Every token has an addressee.</figcaption>
        </figure>`
