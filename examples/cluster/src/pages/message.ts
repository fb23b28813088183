import { type Html, html } from '../html.js'
import type { Viewer } from '../viewer.js'
import { webPage } from './layout.js'

export interface MessageView {
  readonly title: string
  readonly text: string
  readonly link?: { readonly href: string; readonly label: string }
  readonly viewer?: Viewer | undefined
}

/** A sentence or two, and the way on. */
export function messagePage({ title, text, link, viewer }: MessageView): Html {
  const { href, label } = link ?? { href: '/', label: 'Back to the start' }
  return webPage({
    title,
    viewer,
    main: html`<section class="message">
        <h1>${title}</h1>
        <p class="lead">${text}</p>
        <p class="actions"><a class="button" href="${href}">${label}</a></p>
      </section>`,
  })
}
