/** A page around some HTML. */
export function page(body) {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Onboarding</title><link rel="icon" href="data:,">
<style>:root{color-scheme:light dark}body{font:1rem/1.6 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem}
input,button{font:inherit;padding:.25rem .75rem}</style></head><body><main><h1>Onboarding</h1>${body}</main></body></html>`
}

page.escape = (text) => String(text).replace(/[&<>"']/g, (char) => `&#${char.codePointAt(0)};`)

/** What a new user is asked; a refused form keeps what was typed. */
export function form({ name, invitation, problem }) {
  return `<p>Welcome. What shall we call you?</p>
${problem === undefined ? '' : `<p role="alert">${page.escape(problem)}</p>`}
<form method="post" action="/welcome">
<input type="hidden" name="invitation" value="${page.escape(invitation)}">
<label>Name <input name="name" value="${page.escape(name)}"></label>
<button>Join</button>
</form>`
}
