import { type Html, html } from '../html.js'
import { webPage } from './layout.js'

export function welcomePage(): Html {
  return webPage({
    title: 'Welcome',
    main: html`<section class="message">
        <p class="eyebrow">Fernway Practice</p>
        <h1>Many processes, one memory of who you are.</h1>
        <p class="lead">Sign in here, and in a second browser. Each sees the other, and can end it, whichever process answers.</p>
        <p class="actions"><a class="button" href="/login?returnTo=/sessions">Sign in</a></p>
      </section>`,
  })
}
