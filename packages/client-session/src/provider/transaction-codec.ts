import { createHash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { LoginFacts } from './login-facts.js'

/** What the cookie of a login holds: 32 random bytes, from which its secrets are derived, and the facts. */
export interface TransactionContent {
  readonly seed: Buffer
  readonly facts: LoginFacts
}

export const seedLength = 32
const version = 2
const seedStart = 1
const markStart = seedStart + seedLength
const markLength = 8
const factsStart = markStart + markLength
const maxFacts = 16 * 1024

/** Compressed, since a `returnTo` may have 2048 characters and a cookie has 4096 bytes. */
export function encodeTransaction({ seed, facts }: TransactionContent, mark?: Buffer): Buffer {
  const { returnTo, startedAt, silent, attempt, maxAge, acrValues, scope, parameters, step } = facts
  const head = Buffer.alloc(factsStart)
  head.writeUInt8(version, 0)
  seed.copy(head, seedStart)
  mark?.copy(head, markStart)
  const flags = (silent ? 1 : 0) | (attempt << 1)
  const members = [Math.round(startedAt * 1000), flags, returnTo, maxAge, acrValues, scope, parameters, step]
  return Buffer.concat([head, deflateRawSync(JSON.stringify(members))])
}

/** `issuers`: the configured ones by the mark of our client there. `undefined` for another client or version. */
export function decodeTransaction(
  content: Buffer,
  issuers: ReadonlyMap<string, string>,
): TransactionContent | undefined {
  if (content.length <= factsStart || content.readUInt8(0) !== version) return undefined
  const issuer = issuers.get(content.subarray(markStart, factsStart).toString('base64url'))
  if (issuer === undefined) return undefined
  const [startedAt, flags, returnTo, maxAge, acrValues, scope, parameters, step] = JSON.parse(
    inflateRawSync(content.subarray(factsStart), { maxOutputLength: maxFacts }).toString(),
  )
  const facts: LoginFacts = {
    issuer,
    returnTo,
    startedAt: startedAt / 1000,
    silent: (flags & 1) === 1,
    attempt: flags & 2 ? 1 : 0,
    maxAge: maxAge ?? undefined,
    acrValues: acrValues ?? undefined,
    scope: scope ?? undefined,
    parameters: parameters ?? undefined,
    step: step ?? undefined,
  }
  return { seed: content.subarray(seedStart, markStart), facts }
}

/** Eight bytes that stand for this app at one of its providers. */
export function clientMark({ issuer, clientId }: { readonly issuer: string; readonly clientId: string }): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([issuer, clientId]))
    .digest()
    .subarray(0, markLength)
}
