import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Attributes, Meter } from '@opentelemetry/api'

// #region count
const counted = [
  'token.accepted',
  'token.refused',
  'keys.refreshed',
  'keys.failed',
  'introspection.answered',
  'introspection.failed',
] as const

// Few values each: a counter for every client or user would be a time series for every client or user.
const attributeNames = ['issuer', 'format', 'code', 'status', 'active'] as const

/** Counts what the guard does. Answers a function that stops it. */
export function countEvents(meter: Meter): () => void {
  const stops = counted.map((name) => {
    const counter = meter.createCounter(`tandem_auth.${name.replace('.', '_')}`)
    const channel = `tandem-auth:${name}`
    const count = (event: unknown) => counter.add(1, attributesOf(event))
    subscribe(channel, count)
    return () => unsubscribe(channel, count)
  })
  return () => {
    for (const stop of stops) stop()
  }
}

function attributesOf(event: unknown): Attributes {
  const known = Object.entries(event as Attributes).filter(
    ([name, value]) => value !== undefined && (attributeNames as readonly string[]).includes(name),
  )
  return Object.fromEntries(known)
}
// #endregion
