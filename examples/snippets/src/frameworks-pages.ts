// #region htmx
// htmx: a response that isn't 2xx is not swapped in. A 401 of ours names the login.
document.addEventListener('htmx:responseError', (event) => {
  const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail
  if (xhr.status === 401) goToLogin(JSON.parse(xhr.responseText))
})
// #endregion

// #region turbo
// Turbo Drive fetches pages in the background, so they get a 401 instead of a redirect.
document.addEventListener('turbo:before-fetch-response', (event) => {
  const { response } = (event as CustomEvent<{ fetchResponse: { response: Response } }>).detail.fetchResponse
  if (response.status !== 401) return
  event.preventDefault()
  response.clone().json().then(goToLogin)
})
// #endregion

// #region login
function goToLogin({ login }: { readonly login?: string }): void {
  if (login === undefined) return
  location.assign(`${login}?returnTo=${encodeURIComponent(location.pathname + location.search + location.hash)}`)
}
// #endregion
