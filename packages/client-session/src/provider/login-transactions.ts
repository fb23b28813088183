import { createHash, randomBytes } from 'node:crypto'
import { cookieName, cookieNames, cookieValues, serializeCookie } from '../http/cookies.js'
import { encrypt, open } from '../storage/encryption.js'
import type { KeyRing } from '../storage/key-ring.js'

/** One attempt to log in, known to nobody but the browser that began it. */
export interface LoginTransaction extends LoginFacts {
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
}

/** What an attempt to log in has to remember until the callback. */
export interface LoginFacts {
  readonly issuer: string
  /** Path and query. */
  readonly returnTo: string
  /** Epoch seconds, with milliseconds. */
  readonly startedAt: number
  readonly silent: boolean
  /** 1 for the one new attempt that a failed one may cause. */
  readonly attempt: 0 | 1
  /** Seconds since the login at the provider. */
  readonly maxAge?: number | undefined
  /** Space-separated, in order of preference (OpenID Connect Core 1.0, 3.1.2.1). */
  readonly acrValues?: string | undefined
}

/** Keeps each attempt in an encrypted cookie of its own; nothing is stored for somebody who isn't logged in. */
export interface LoginTransactions {
  /** Answers the attempt and the cookies to set for it. */
  begin(cookieHeader: string | undefined, facts: LoginFacts): { transaction: LoginTransaction; cookies: string[] }
  /** The attempt that this state belongs to, if this browser began it, and the cookie that clears it. */
  take(cookieHeader: string | undefined, state: string): { transaction?: LoginTransaction; clear: string }
}

/** Seconds in which a login has to come back. */
export const transactionLifetime = 600
// The cookie outlives the transaction, so that a late return is known as late and can be begun again.
const cookieLifetime = 3600
const maxTransactions = 10
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
  readonly issuers: readonly string[]
}

export function createLoginTransactions({ keys, secure, issuers }: LoginTransactionsConfig): LoginTransactions {
  const prefix = cookieName('tandem-login-', secure)
  const issuersByMark = new Map(issuers.map((issuer) => [markOf(issuer), issuer]))
  const clear = (name: string) => serializeCookie(name, '', { secure, maxAge: 0 })

  function read(cookieHeader: string | undefined, name: string): { seed: Buffer; facts: LoginFacts } | undefined {
    const [value, second] = cookieValues(cookieHeader, name)
    if (value === undefined || second !== undefined) return undefined
    const content = open(keys, 'login transaction', Buffer.from(value, 'base64url'), name)
    return content && decode(content, issuersByMark)
  }

  return {
    begin(cookieHeader, facts) {
      const state = randomBytes(32).toString('base64url')
      const seed = randomBytes(seedLength)
      const name = prefix + hash(state).slice(0, 16)
      const value = encrypt(keys, 'login transaction', encode(seed, facts), name).toString('base64url')
      const stale = oldest(cookieNames(cookieHeader, prefix), (other) => read(cookieHeader, other)?.facts.startedAt)
      const cookies = [...stale.map(clear), serializeCookie(name, value, { secure, maxAge: cookieLifetime })]
      return { transaction: { ...facts, ...secretsOf(seed), state }, cookies }
    },
    take(cookieHeader, state) {
      const name = prefix + hash(state).slice(0, 16)
      const found = read(cookieHeader, name)
      if (found === undefined) return { clear: clear(name) }
      return { clear: clear(name), transaction: { ...found.facts, ...secretsOf(found.seed), state } }
    },
  }
}

/** What has to go so that there is room for one more: the unreadable first, then the oldest. */
function oldest(names: readonly string[], startedAt: (name: string) => number | undefined): readonly string[] {
  if (names.length < maxTransactions) return []
  const byAge = names.map((name) => ({ name, age: startedAt(name) ?? 0 })).sort((one, other) => one.age - other.age)
  return byAge.slice(0, names.length - maxTransactions + 1).map(({ name }) => name)
}

// Nonce and PKCE verifier come from one random seed, which keeps the cookie small; 43 characters each (RFC 7636, 4.1).
function secretsOf(seed: Buffer): { nonce: string; codeVerifier: string } {
  const derive = (purpose: string) => createHash('sha256').update(purpose).update(seed).digest('base64url')
  return { nonce: derive('nonce'), codeVerifier: derive('code verifier') }
}

function encode(seed: Buffer, facts: LoginFacts): Buffer {
  const { issuer, startedAt, silent, attempt, maxAge, acrValues } = facts
  const head = Buffer.alloc(headLength)
  head.writeUInt8(version, 0)
  head.writeUInt8((silent ? 1 : 0) | (attempt << 1), 1)
  head.writeUIntBE(Math.round(startedAt * 1000), 2, 6)
  seed.copy(head, seedStart)
  Buffer.from(markOf(issuer), 'base64url').copy(head, issuerStart)
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

/** A long address loses its query, and a very long one is left: a cookie has to stay small. */
function shorten(returnTo: string, room: number): string {
  const [path = '/'] = returnTo.split('?')
  return [returnTo, path].find((candidate) => Buffer.byteLength(candidate) <= room) ?? '/'
}

function markOf(issuer: string): string {
  return createHash('sha256').update(issuer).digest().subarray(0, issuerLength).toString('base64url')
}

function hash(state: string): string {
  return createHash('sha256').update(state).digest('base64url')
}
