import { type Html, html } from '../html.js'
import { webPage } from './layout.js'

export interface ProfileView {
  readonly user: string
  readonly claims: Readonly<Record<string, unknown>>
}

const labels: Readonly<Record<string, string>> = {
  name: 'Name',
  given_name: 'First name',
  family_name: 'Family name',
  email: 'Email',
  email_verified: 'Email verified',
  updated_at: 'Last changed',
  sub: 'Subject',
  iss: 'Issuer',
}

/** The claims that the session keeps from the ID token: the known ones first, each under a name people use. */
export function profilePage({ user, claims }: ProfileView): Html {
  const names = [...new Set([...Object.keys(labels), ...Object.keys(claims)])].filter((name) => name in claims)
  return webPage({
    title: 'Profile',
    user,
    path: '/profile',
    main: html`<h1>Profile</h1>
      <p class="lead">What the ID token said about you when you signed in. The token itself isn’t kept.</p>
      <dl class="card facts">
        ${names.map(
          (
            name,
          ) => html`<div><dt>${labels[name] ?? name} <code>${name}</code></dt><dd>${show(name, claims[name])}</dd></div>
        `,
        )}
      </dl>`,
  })
}

function show(name: string, value: unknown): string {
  if (name === 'updated_at' && typeof value === 'number') {
    return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(value * 1000)
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
