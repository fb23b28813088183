import { type Html, html } from '../html.js'
import { webPage } from './layout.js'

export interface MessageView {
  readonly title: string
  readonly text: string
  readonly user: string | undefined
}

/** One sentence and the way back. */
export function messagePage({ title, text, user }: MessageView): Html {
  return webPage({
    title,
    ...(user !== undefined && { user }),
    main: html`<section class="message">
        <h1>${title}</h1>
        <p class="lead">${text}</p>
        <p class="actions"><a class="button" href="/">Back to the start</a></p>
      </section>`,
  })
}
