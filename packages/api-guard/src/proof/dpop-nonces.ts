import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

/** Nonces that this server hands out and recognizes without keeping them. @see RFC 9449, 8 and 9 */
export interface DpopNonces {
  /** The nonce that the next proof should have. Times are epoch milliseconds. */
  current(now: number): string
  isAccepted(nonce: string, now: number): boolean
  /** Seconds after which no nonce that is accepted now will still be. */
  readonly longest: number
}

export interface DpopNonceConfig {
  readonly secrets: readonly string[]
  /** Seconds. */
  readonly lifetime: number
  /** Seconds by which the clocks of machines that share a secret may differ. */
  readonly clockTolerance: number
}

/**
 * Time is divided into periods of half a lifetime. The nonce of a period is a keyed hash of its number, so every machine
 * with the secret issues the same one. The nonces of this period and the one before are accepted.
 */
export function createDpopNonces({ secrets, lifetime, clockTolerance }: DpopNonceConfig): DpopNonces {
  const keys = secrets.map(deriveKey)
  const period = lifetime * 500
  const tolerance = clockTolerance * 1000
  let accepted: ReadonlySet<string> = new Set()
  let acceptedRange = ''

  function acceptedAt(now: number): ReadonlySet<string> {
    const first = Math.floor((now - tolerance) / period) - 1
    const last = Math.floor((now + tolerance) / period)
    const range = `${first} ${last}`
    if (range !== acceptedRange) {
      const numbers = Array.from({ length: last - first + 1 }, (_, index) => first + index)
      accepted = new Set(keys.flatMap((key) => numbers.map((number) => nonceOf(key, number))))
      acceptedRange = range
    }
    return accepted
  }

  let currentNumber = Number.NaN
  let currentNonce = ''

  return {
    current(now) {
      const number = Math.floor(now / period)
      const [key] = keys
      if (number !== currentNumber && key !== undefined) {
        currentNonce = nonceOf(key, number)
        currentNumber = number
      }
      return currentNonce
    },
    isAccepted: (nonce, now) => acceptedAt(now).has(nonce),
    longest: lifetime + 2 * clockTolerance,
  }

  function nonceOf(key: KeyObject, number: number): string {
    // The lifetime is part of it, since the number of a period means nothing without its length.
    return createHmac('sha256', key).update(`${lifetime} ${number}`).digest('base64url')
  }
}

// The secret may serve other purposes as well: this key serves this one only.
function deriveKey(secret: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'tandem-auth dpop-nonce', 32)))
}
