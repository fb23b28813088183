import { createHash } from 'node:crypto'
import type { Explanation } from '../command/explain.js'

export interface PageContent {
  readonly pasted?: string
  readonly text?: string
  readonly explanation?: Explanation
  readonly problem?: string
}

const style = `:root{color-scheme:light dark}
*{box-sizing:border-box}
body{font:1rem/1.6 system-ui,sans-serif;margin:0;background:Canvas;color:CanvasText}
main{max-width:60rem;margin:0 auto;padding:2rem 1rem}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .5rem}
h2{font-size:1.25rem;margin:2rem 0 .5rem}
textarea{width:100%;min-height:8rem;font:.875rem/1.5 ui-monospace,monospace;padding:.75rem;border:1px solid GrayText;border-radius:.5rem;background:Field;color:FieldText}
button{font:inherit;padding:.5rem 1.25rem;margin-top:.75rem;border-radius:.5rem;border:1px solid ButtonBorder;background:ButtonFace;color:ButtonText;cursor:pointer}
:focus-visible{outline:3px solid Highlight;outline-offset:2px}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:.875rem/1.6 ui-monospace,monospace;padding:1rem;border:1px solid GrayText;border-radius:.5rem;margin:0}
.outcome{font-weight:600}`

export const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

export function renderPage({ pasted = '', text, explanation, problem }: PageContent): string {
  const result = text === undefined ? '' : renderResult(text, explanation)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Which token is this?</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main>
<h1>Which token is this?</h1>
<p>Paste a token. It stays on this machine.</p>
${problem === undefined ? '' : `<p role="alert" class="outcome">${escapeHtml(problem)}</p>`}
<form method="post" action="/">
<label for="token">Token</label>
<textarea id="token" name="token" autocomplete="off" spellcheck="false" required>${escapeHtml(pasted)}</textarea>
<button>Explain</button>
</form>
${result}
</main>
</body>
</html>
`
}

function renderResult(text: string, explanation: Explanation | undefined): string {
  const { token } = explanation ?? {}
  const parts = [
    `<h2>What it is</h2>\n<pre tabindex="0">${escapeHtml(text)}</pre>`,
    ...(token?.header === undefined ? [] : [section('Header', token.header)]),
    ...(token?.claims === undefined ? [] : [section('Claims', token.claims)]),
  ]
  return `<section aria-live="polite">${parts.join('\n')}</section>`
}

function section(title: string, value: object): string {
  return `<h2>${title}</h2>\n<pre tabindex="0">${escapeHtml(JSON.stringify(value, undefined, 2))}</pre>`
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
