import { createHash, randomBytes } from 'node:crypto'
import { dpopSecret } from '../access-tokens/dpop.js'
import { cookieName, readCookie, readCookies, serializeCookie } from '../http/cookies.js'
import { decrypt, encrypt } from '../storage/encryption.js'
import type { KeyRing } from '../storage/key-ring.js'
import type { LoginFacts } from './login-facts.js'
import {
  clientMark,
  decodeTransaction,
  encodeTransaction,
  seedLength,
  type TransactionContent,
} from './transaction-codec.js'

/** One attempt to log in, known only to the browser that began it. */
export interface LoginTransaction extends LoginFacts {
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
  /** The private key for the tokens of this login. */
  readonly dpopKey: string
}

/** Keeps each attempt in its own encrypted cookie, so that nothing is stored for anonymous visitors. */
export interface LoginTransactions {
  /**
   * Returns the attempt and the cookies to set for it.
   * @throws TypeError when the parameters of the login are too long for a cookie
   */
  begin(cookieHeader: string | undefined, facts: LoginFacts): { transaction: LoginTransaction; cookies: string[] }
  /** The attempt of this state, if this browser began it, and the cookie that clears it. */
  take(cookieHeader: string | undefined, state: string): { transaction?: LoginTransaction; clear: string }
}

/** Seconds within which a login must return. */
export const transactionLifetime = 600
// The cookie outlives the transaction, so that a late return is recognized and can start again.
const cookieLifetime = 3600
const maxTransactions = 10
// A browser that plays fair has eleven at most. More would make one request decrypt, and clear, hundreds of made-up cookies.
const maxExamined = 32
// Name and value together. Browsers take 4096 bytes for one cookie, servers 8 KiB or more for all headers.
const maxCookie = 4000
const maxCookies = 7000

export interface LoginTransactionsConfig {
  readonly keys: KeyRing
  readonly secure: boolean
  /** This app at each of its providers. A transaction belongs to one of them: another client's is unknown here. */
  readonly clients: readonly { readonly issuer: string; readonly clientId: string }[]
}

export function createLoginTransactions({ keys, secure, clients }: LoginTransactionsConfig): LoginTransactions {
  const prefix = cookieName('tandem-login-', secure)
  const marks = new Map(clients.map((client) => [client.issuer, clientMark(client)]))
  const issuers = new Map(clients.map((client) => [clientMark(client).toString('base64url'), client.issuer]))
  const clear = (name: string) => serializeCookie(name, '', { secure, maxAge: 0 })
  const nameOf = (state: string) => prefix + hash(state).slice(0, 16)

  function read(name: string, value: string): TransactionContent | undefined {
    const content = decrypt(keys, 'login transaction', Buffer.from(value, 'base64url'), name)
    return content && decodeTransaction(content, issuers)
  }

  return {
    begin(cookieHeader, facts) {
      const state = randomBytes(32).toString('base64url')
      const seed = randomBytes(seedLength)
      const name = nameOf(state)
      const content = encodeTransaction({ seed, facts }, marks.get(facts.issuer))
      const value = encrypt(keys, 'login transaction', content, name).toString('base64url')
      const size = name.length + value.length
      if (size > maxCookie) throw new TypeError('login: "authorizationParams" and "scope" are too long for a cookie')
      const stale = toClear(
        waiting(cookieHeader, prefix),
        size,
        (other, sealed) => read(other, sealed)?.facts.startedAt,
      )
      const cookies = [...stale.map(clear), serializeCookie(name, value, { secure, maxAge: cookieLifetime })]
      return { transaction: { ...facts, ...secretsOf(seed), state }, cookies }
    },
    take(cookieHeader, state) {
      const name = nameOf(state)
      const value = readCookie(cookieHeader, name)
      const found = value === undefined ? undefined : read(name, value)
      if (found === undefined) return { clear: clear(name) }
      return { clear: clear(name), transaction: { ...found.facts, ...secretsOf(found.seed), state } }
    },
  }
}

/** The cookies of other attempts, at most 32. One that came twice was planted, and counts as unreadable. */
function waiting(cookieHeader: string | undefined, prefix: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const [name, value] of readCookies(cookieHeader, prefix)) {
    if (values.has(name)) values.set(name, '')
    else if (values.size < maxExamined) values.set(name, value)
  }
  return values
}

/** The attempts to clear so that there is room for one more of this size: unreadable ones first, then the oldest. */
function toClear(
  cookies: ReadonlyMap<string, string>,
  size: number,
  startedAt: (name: string, value: string) => number | undefined,
): readonly string[] {
  const sizeOf = (name: string) => name.length + (cookies.get(name)?.length ?? 0)
  let room = maxCookies - size - [...cookies.keys()].reduce((sum, name) => sum + sizeOf(name), 0)
  if (cookies.size < maxTransactions && room >= 0) return []
  const byAge = [...cookies]
    .map(([name, value]) => ({ name, age: startedAt(name, value) ?? 0 }))
    .sort((one, other) => one.age - other.age)
  const cleared: string[] = []
  for (const { name } of byAge) {
    if (cookies.size - cleared.length < maxTransactions && room >= 0) break
    room += sizeOf(name)
    cleared.push(name)
  }
  return cleared
}

// Nonce, PKCE verifier and DPoP key come from one random seed, which keeps the cookie small; 43 characters each (RFC 7636, 4.1).
function secretsOf(seed: Buffer): Pick<LoginTransaction, 'nonce' | 'codeVerifier' | 'dpopKey'> {
  const derive = (purpose: string) => createHash('sha256').update(purpose).update(seed).digest()
  return {
    nonce: derive('nonce').toString('base64url'),
    codeVerifier: derive('code verifier').toString('base64url'),
    dpopKey: dpopSecret(derive('dpop key')),
  }
}

function hash(state: string): string {
  return createHash('sha256').update(state).digest('base64url')
}
