import { type AccessTokenAuth, type ApiGuard, isAuthError } from '@tandem-auth/api-guard'
import type { RawData, WebSocket } from 'ws'

/** Close code for "your token is no longer good": 4000 to 4999 belong to applications (RFC 6455, 7.4.2). */
export const unauthorized = 4401

const longestTimer = 2 ** 31 - 1

// #region converse
/** Talks with one caller for as long as the token is good, and not a second longer. */
export function converse(socket: WebSocket, guard: ApiGuard, first: AccessTokenAuth): void {
  let auth = first
  let timer = closeAtExpiry()

  function closeAtExpiry(): NodeJS.Timeout {
    const rest = (auth.expiresAt ?? 0) * 1000 - Date.now()
    if (rest > longestTimer) return setTimeout(() => (timer = closeAtExpiry()), longestTimer).unref()
    return setTimeout(() => socket.close(unauthorized, 'ERR_TOKEN_EXPIRED'), rest).unref()
  }

  async function response(data: RawData): Promise<void> {
    const { type, token } = parse(data)
    if (type === 'renew') {
      auth = await renewed(guard, auth, token)
      clearTimeout(timer)
      timer = closeAtExpiry()
      return send({ type: 'renewed', expiresAt: auth.expiresAt })
    }
    // From the guard's memory, and yet with everything that is asked on every request: expiry, keys, revocation.
    await guard.verify(auth.token)
    if (type !== 'book') return send({ type: 'hello', subject: auth.subject })
    if (!auth.scopes.includes('write:appointments')) return send({ type: 'refused', code: 'ERR_INSUFFICIENT_SCOPE' })
    send({ type: 'booked', for: auth.subject })
  }

  function send(message: object): void {
    socket.send(JSON.stringify(message))
  }

  socket.on('error', () => socket.terminate())
  socket.on('close', () => clearTimeout(timer))
  socket.on('message', (data) => {
    response(data).catch((error: unknown) => {
      // A provider that is down is no reason to send the caller away for good.
      if (isAuthError(error) && error.status < 500) socket.close(unauthorized, error.code)
      else socket.close(1011, isAuthError(error) ? error.code : '')
    })
  })
}

/** A newer token of the same caller: a socket that was opened by one user never becomes another's. */
async function renewed(guard: ApiGuard, auth: AccessTokenAuth, token: unknown): Promise<AccessTokenAuth> {
  const next = await guard.verify(String(token))
  const same = next.issuer === auth.issuer && next.subject === auth.subject && next.clientId === auth.clientId
  if (!same || next.subject === undefined) throw new Error('the new token is of another caller')
  return next
}
// #endregion

function parse(data: RawData): { readonly type?: unknown; readonly token?: unknown } {
  try {
    const message: unknown = JSON.parse(String(data))
    return typeof message === 'object' && message !== null ? message : {}
  } catch {
    return {}
  }
}
