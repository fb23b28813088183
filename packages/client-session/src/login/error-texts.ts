import type { AuthError, ErrorCode } from '@tandem-auth/tokens'

export interface ErrorText {
  readonly title: string
  readonly text: string
}

// Only constants: no word of the provider's response or of the URL is shown (CVE-2021-32702 was such a page).
const byCode: Partial<Record<ErrorCode, ErrorText>> = {
  ERR_LOGIN_REQUIRED: { title: 'Please sign in again', text: 'Your sign-in has expired.' },
  ERR_LOGIN_DENIED: {
    title: 'You were not signed in',
    text: 'Access was denied, or you cancelled at your identity provider.',
  },
  ERR_LOGIN_REJECTED: { title: 'You cannot use this site', text: 'Your account is not allowed to sign in here.' },
  ERR_LOGIN_EXPIRED: { title: 'That took too long', text: 'Signing in has to be finished within ten minutes.' },
  ERR_LOGIN_STATE: {
    title: 'This sign-in link is no longer valid',
    text: 'It was already used, or started in another browser. Please sign in again.',
  },
  ERR_LOGIN_NOT_RECENT: {
    title: 'A stronger sign-in is needed',
    text: 'Your identity provider did not sign you in as strongly as this page requires.',
  },
  ERR_LOGIN_BACKGROUND: {
    title: 'Open this page yourself',
    text: 'Signing in starts when you follow a link or enter an address.',
  },
  ERR_USER_CLAIM: {
    title: 'You cannot open this page',
    text: 'You are signed in, but your account lacks what this page needs.',
  },
}

const signInRefused = { title: 'You were not signed in', text: "We couldn't complete the sign-in. Please try again." }
const signInUnavailable = { title: 'Signing in is not possible now', text: 'Please try again in a moment.' }
const signInBroken = {
  title: 'Signing in does not work',
  text: 'Something is not set up correctly. The people who run this site can find out what.',
}
const refused = { title: 'This page cannot be opened like this', text: 'Go back and try again.' }
const unavailable = { title: 'This page cannot be shown now', text: 'Please try again in a moment.' }
const broken = {
  title: 'This page does not work',
  text: 'Something is not set up correctly. The people who run this site can find out what.',
}

/**
 * What an error page says. A page of the app that fails because of an API, the provider or the store says nothing about
 * signing in: the person who sees it may well be signed in.
 */
export function errorText({ code, status }: AuthError, isSigningIn: boolean): ErrorText {
  const known = byCode[code]
  if (known !== undefined) return known
  if (status === 502 || status === 503) return isSigningIn ? signInUnavailable : unavailable
  if (status >= 500) return isSigningIn ? signInBroken : broken
  return isSigningIn ? signInRefused : refused
}
