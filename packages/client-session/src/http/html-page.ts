import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'

/** One of our own pages: loads nothing, accessible. All texts are constants or escaped. */
export interface HtmlPage {
  readonly status: number
  readonly title: string
  readonly text: string
  readonly links: readonly { readonly href: string; readonly label: string }[]
  /** For the developer. */
  readonly hint?: string | undefined
  /** The browser goes there by itself. */
  readonly next?: string
  /** The page reloads itself, once. */
  readonly reload?: true
}

const style = `:root{color-scheme:light dark}
body{font:1.0625rem/1.6 system-ui,sans-serif;margin:0;min-height:100vh;display:grid;place-items:center;background:Canvas;color:CanvasText}
main{max-width:32rem;padding:2rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .5rem}
p{margin:0 0 1rem}
a{color:LinkText;display:inline-block;padding:.5rem 0;margin-inline-end:1.5rem}
a:focus-visible{outline:2px solid;outline-offset:2px}`

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${hashOf(style)}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

// Not `meta refresh`, which doesn't load a URL with a fragment anew. A page that was reloaded stays as it is.
const reloading = "if (performance.getEntriesByType('navigation')[0]?.type !== 'reload') location.reload()"

const reloadingPolicy = `${policy}; script-src 'sha256-${hashOf(reloading)}'`

export function sendPage(res: ServerResponse, page: HtmlPage, head: boolean): void {
  const { status, title, text, hint, links, next, reload } = page
  const refresh = next === undefined ? '' : `<meta http-equiv="refresh" content="0; url=${escapeHtml(next)}">`
  const anchors = links.map(({ href, label }) => `<a href="${escapeHtml(href)}">${escapeHtml(label)}</a>`).join('\n')
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${refresh}
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(text)}</p>
${hint === undefined ? '' : `<p><code>${escapeHtml(hint)}</code></p>`}
<nav>${anchors}</nav>
</main>
${reload === true ? `<script>${reloading}</script>` : ''}
</body>
</html>
`
  res.statusCode = status
  res.setHeader('Content-Type', 'text/html; charset=utf-8')
  res.setHeader('Content-Length', Buffer.byteLength(html))
  res.setHeader('Content-Security-Policy', reload === true ? reloadingPolicy : policy)
  res.setHeader('X-Content-Type-Options', 'nosniff')
  res.setHeader('Referrer-Policy', 'no-referrer')
  res.setHeader('Cache-Control', 'no-store')
  res.end(head ? undefined : html)
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '')
}
