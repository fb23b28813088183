import type { ProviderResponse } from './provider-request.js'

const style = `
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 24rem; margin: 15vh auto; padding: 0 1rem; }
  button { font: inherit; padding: .5rem 1.25rem; margin-right: .5rem; }`

function page(title: string, content: string): ProviderResponse {
  const body = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
<main><h1>${escapeHtml(title)}</h1>${content}</main>
</html>`
  return { headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }, body }
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

function hiddenInputs(params: URLSearchParams): string {
  return [...params]
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('')
}

/** Repeats the request's parameters in the form, so that the provider doesn't have to store the request. */
export function signInPage(params: URLSearchParams): ProviderResponse {
  const buttons = `<button name="decision" value="sign-in">Sign in</button><button name="decision" value="cancel">Cancel</button>`
  return page('Sign in', `<form method="post">${hiddenInputs(params)}${buttons}</form>`)
}

/** @see OAuth 2.0 Form Post Response Mode, 2 */
export function formPostPage(action: string, params: URLSearchParams): ProviderResponse {
  const form = `<form method="post" action="${escapeHtml(action)}">${hiddenInputs(params)}<button>Continue</button></form>`
  return page('Redirecting', `${form}<script>document.forms[0].submit()</script>`)
}

export function signedOutPage(): ProviderResponse {
  return page('Signed out', '<p>You are signed out at the provider.</p>')
}

export function errorPage(description: string): ProviderResponse {
  return { ...page('This request is invalid', `<p>${escapeHtml(description)}</p>`), status: 400 }
}
