import { type Channel, channel } from 'node:diagnostics_channel'

/** What happened, with codes and without token text; subscribe by `node:diagnostics_channel`. */
export const eventNames = [
  'token.accepted',
  'token.refused',
  'keys.refreshed',
  'keys.failed',
  'introspection.answered',
  'introspection.failed',
  'login.started',
  'login.succeeded',
  'login.failed',
  'logout.succeeded',
  'session.refused',
  'session.revoked',
  'session.failed',
  'tokens.refreshed',
  'tokens.refresh-failed',
] as const

export type EventName = (typeof eventNames)[number]

const channels = new Map<EventName, Channel>(eventNames.map((name) => [name, channel(`tandem-auth:${name}`)]))

/** Publishes on `tandem-auth:<name>`; `details` is only built when somebody listens. */
export function publish(name: EventName, details: () => Readonly<Record<string, unknown>>): void {
  const target = channels.get(name)
  if (target?.hasSubscribers) target.publish(details())
}
