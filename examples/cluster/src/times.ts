const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })
const distance = new Intl.RelativeTimeFormat('en')

const minute = 60
const hour = 60 * minute
const day = 24 * hour

/** `21 Nov 2026, 22:35 UTC`: without script a server doesn't know the reader's clock. */
export function dateOf(epochSeconds: number): string {
  return `${date.format(epochSeconds * 1000)} UTC`
}

/** `3 minutes ago`. When a session was last seen is known to a minute. */
export function ago(seconds: number): string {
  if (seconds < 2 * minute) return 'a moment ago'
  if (seconds < 2 * hour) return distance.format(-Math.floor(seconds / minute), 'minute')
  if (seconds < 2 * day) return distance.format(-Math.floor(seconds / hour), 'hour')
  return distance.format(-Math.floor(seconds / day), 'day')
}
