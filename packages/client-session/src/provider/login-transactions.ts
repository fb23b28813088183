import { createHash, randomBytes } from 'node:crypto'
import { cookieName, readCookie, readCookies, serializeCookie } from '../http/cookies.js'
import { decrypt, encrypt } from '../storage/encryption.js'
import type { KeyRing } from '../storage/key-ring.js'

/** One attempt to log in, known only to the browser that began it. */
export interface LoginTransaction extends LoginFacts {
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
}

/** What an attempt to log in must remember until the callback. */
export interface LoginFacts {
  readonly issuer: string
  /** Path and query. */
  readonly returnTo: string
  /** Epoch seconds, with milliseconds. */
  readonly startedAt: number
  readonly silent: boolean
  /** 1 for the single retry that a failed attempt may cause. */
  readonly attempt: 0 | 1
  /** Seconds since the login at the provider. */
  readonly maxAge?: number | undefined
  /** Space-separated, in order of preference (OpenID Connect Core 1.0, 3.1.2.1). */
  readonly acrValues?: string | undefined
}

/** Keeps each attempt in its own encrypted cookie, so that nothing is stored for anonymous visitors. */
export interface LoginTransactions {
  /** Returns the attempt and the cookies to set for it. */
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
// Name and value stay under 380 bytes: ten of them must pass through servers that take 4 KiB of cookies.
const maxContent = 220
const seedLength = 32
const issuerLength = 8
const seedStart = 1 + 1 + 6
const issuerStart = seedStart + seedLength
const headLength = issuerStart + issuerLength
const version = 1

export interface LoginTransactionsConfig {
  readonly keys: KeyRing
  readonly secure: boolean
  /** This app at each of its providers. A transaction belongs to one of them: another client's is unknown here. */
  readonly clients: readonly { readonly issuer: string; readonly clientId: string }[]
}

export function createLoginTransactions({ keys, secure, clients }: LoginTransactionsConfig): LoginTransactions {
  const prefix = cookieName('tandem-login-', secure)
  const issuersByMark = new Map(clients.map((client) => [markOf(client), client.issuer]))
  const marks = new Map(clients.map((client) => [client.issuer, markOf(client)]))
  const clear = (name: string) => serializeCookie(name, '', { secure, maxAge: 0 })

  function read(name: string, value: string): { seed: Buffer; facts: LoginFacts } | undefined {
    const content = decrypt(keys, 'login transaction', Buffer.from(value, 'base64url'), name)
    return content && decode(content, issuersByMark)
  }

  return {
    begin(cookieHeader, facts) {
      const state = randomBytes(32).toString('base64url')
      const seed = randomBytes(seedLength)
      const name = prefix + hash(state).slice(0, 16)
      const value = encrypt(
        keys,
        'login transaction',
        encode(seed, facts, marks.get(facts.issuer) ?? ''),
        name,
      ).toString('base64url')
      const stale = oldest(waiting(cookieHeader, prefix), (other, sealed) => read(other, sealed)?.facts.startedAt)
      const cookies = [...stale.map(clear), serializeCookie(name, value, { secure, maxAge: cookieLifetime })]
      return { transaction: { ...facts, ...secretsOf(seed), state }, cookies }
    },
    take(cookieHeader, state) {
      const name = prefix + hash(state).slice(0, 16)
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

/** The attempts to clear so that there is room for one more: unreadable ones first, then the oldest. */
function oldest(
  cookies: ReadonlyMap<string, string>,
  startedAt: (name: string, value: string) => number | undefined,
): readonly string[] {
  if (cookies.size < maxTransactions) return []
  const byAge = [...cookies]
    .map(([name, value]) => ({ name, age: startedAt(name, value) ?? 0 }))
    .sort((one, other) => one.age - other.age)
  return byAge.slice(0, cookies.size - maxTransactions + 1).map(({ name }) => name)
}

// Nonce and PKCE verifier come from one random seed, which keeps the cookie small; 43 characters each (RFC 7636, 4.1).
function secretsOf(seed: Buffer): { nonce: string; codeVerifier: string } {
  const derive = (purpose: string) => createHash('sha256').update(purpose).update(seed).digest('base64url')
  return { nonce: derive('nonce'), codeVerifier: derive('code verifier') }
}

function encode(seed: Buffer, facts: LoginFacts, mark: string): Buffer {
  const { startedAt, silent, attempt, maxAge, acrValues } = facts
  const head = Buffer.alloc(headLength)
  head.writeUInt8(version, 0)
  head.writeUInt8((silent ? 1 : 0) | (attempt << 1), 1)
  head.writeUIntBE(Math.round(startedAt * 1000), 2, 6)
  seed.copy(head, seedStart)
  Buffer.from(mark, 'base64url').copy(head, issuerStart)
  const rest = `${maxAge ?? ''}\n${acrValues ?? ''}\n`
  const room = maxContent - headLength - Buffer.byteLength(rest)
  return Buffer.concat([head, Buffer.from(rest + shorten(facts.returnTo, room))])
}

function decode(
  content: Buffer,
  issuers: ReadonlyMap<string, string>,
): { seed: Buffer; facts: LoginFacts } | undefined {
  if (content.length < headLength || content.readUInt8(0) !== version) return undefined
  const issuer = issuers.get(content.subarray(issuerStart, headLength).toString('base64url'))
  const [maxAge, acrValues, returnTo] = content.subarray(headLength).toString().split('\n')
  if (issuer === undefined || returnTo === undefined) return undefined
  const flags = content.readUInt8(1)
  const facts: LoginFacts = {
    issuer,
    returnTo,
    startedAt: content.readUIntBE(2, 6) / 1000,
    silent: (flags & 1) === 1,
    attempt: flags & 2 ? 1 : 0,
    maxAge: maxAge ? Number(maxAge) : undefined,
    acrValues: acrValues || undefined,
  }
  return { seed: content.subarray(seedStart, issuerStart), facts }
}

/** A long URL loses its query, and a very long one becomes the root: a cookie must stay small. */
function shorten(returnTo: string, room: number): string {
  const [path = '/'] = returnTo.split('?')
  return [returnTo, path].find((candidate) => Buffer.byteLength(candidate) <= room) ?? '/'
}

function markOf({ issuer, clientId }: { readonly issuer: string; readonly clientId: string }): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, clientId]))
    .digest()
    .subarray(0, issuerLength)
    .toString('base64url')
}

function hash(state: string): string {
  return createHash('sha256').update(state).digest('base64url')
}
