// #region page
import { fetch, login, logout, session } from '@tandem-auth/client-session/browser'

const current = await session()
if (current === undefined) login()
else console.log(`signed in until ${new Date(current.expiresAt * 1000)}`, current.user)

// A 401 of the route goes to the login and comes back to this view.
const slots = await fetch('/api/slots?day=today').then((response) => response.json())

document.querySelector('#sign-out')?.addEventListener('click', () => logout())

// #endregion

export { slots }
