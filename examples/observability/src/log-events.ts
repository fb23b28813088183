import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Level, Logger } from 'pino'

// #region log
const logged = [
  'token.refused',
  'keys.refreshed',
  'keys.failed',
  'introspection.failed',
  'login.succeeded',
  'login.failed',
  'logout.succeeded',
  'session.revoked',
  'session.failed',
  'tokens.refresh-failed',
] as const

/** Logs what the guard and the session do. Events hold codes and never tokens. Answers a function that stops it. */
export function logEvents(logger: Logger): () => void {
  const stops = logged.map((name) => {
    const channel = `tandem-auth:${name}`
    const log = (event: unknown) => logger[levelOf(name, event)](event, name)
    subscribe(channel, log)
    return () => unsubscribe(channel, log)
  })
  return () => {
    for (const stop of stops) stop()
  }
}

/** A caller's mistake is news; what the provider or we did wrong should wake somebody. */
function levelOf(name: (typeof logged)[number], event: unknown): Level {
  const { status } = event as { readonly status?: number }
  return name.endsWith('failed') || (status ?? 0) >= 500 ? 'error' : 'info'
}
// #endregion
