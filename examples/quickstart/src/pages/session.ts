import { type Html, html } from '../html.js'
import { webPage } from './layout.js'

export interface SessionView {
  readonly user: string
  /** What client-session keeps in the session store, under this visitor's session id. */
  readonly record: unknown
  /** The access token's length in characters: all that a client needs to know about its text, and more. */
  readonly accessTokenLength: number | undefined
  readonly apiUrl: string
}

/** What is kept where. No token's text is on this page, nor on any other: this page couldn't show the ID token if it would. */
export function sessionPage({ user, record, accessTokenLength, apiUrl }: SessionView): Html {
  return webPage({
    title: 'What the session holds',
    user,
    path: '/session',
    main: html`<h1>What the session holds</h1>
      <p class="lead">Three places, and only one of them is your browser.</p>
      <div class="shelves">
        <section class="card" aria-labelledby="browser">
          <p class="eyebrow">In your browser</p>
          <h2 id="browser">A cookie</h2>
          <p>A random session id and a signature. <code>HttpOnly</code>, so no script reads it; <code>SameSite=Lax</code>,
            so other sites’ forms come without it. No claim, no token.</p>
        </section>
        <section class="card id" aria-labelledby="id-token">
          <p class="eyebrow">Checked, then let go</p>
          <h2 id="id-token">The ID token</h2>
          <p>Addressed to this web app. Signature, issuer, audience, nonce and age were checked when you signed in; the
            profile below is what was kept.</p>
        </section>
        <section class="card access" aria-labelledby="access-token">
          <p class="eyebrow">In the vault, encrypted</p>
          <h2 id="access-token">The access token</h2>
          <p>${
            accessTokenLength === undefined
              ? 'There is none at the moment: the next call to the API asks for a sign-in.'
              : html`${accessTokenLength} characters that this web app never looks into. They go to <code>${apiUrl}</code> and
            nowhere else.`
          }</p>
        </section>
      </div>
      <h2>The session record</h2>
      <p>Word for word what client-session keeps in the session store, under one key:</p>
      <pre class="card" tabindex="0"><code>${JSON.stringify(record, null, 2)}</code></pre>`,
  })
}
