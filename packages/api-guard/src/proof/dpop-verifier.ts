import { hash } from 'node:crypto'
import { AuthError, type Claims, claim, decodeBase64url, parseJsonObject, quote } from '@tandem-auth/tokens'
import type { DpopNonces } from './dpop-nonces.js'
import { invalidProof } from './invalid-proof.js'
import type { MemoryReplay } from './memory-replay.js'
import { createProofKeys, type ProofKey } from './proof-keys.js'
import type { ReplayStore } from './replay-store.js'
import type { TargetUriCheck } from './target-uri.js'
import { useOnce } from './use-once.js'

export interface DpopConfig {
  readonly isTarget: TargetUriCheck
  /** Where clients see this API; for hints. */
  readonly baseUrls: readonly string[]
  readonly replay: ReplayStore | MemoryReplay
  readonly nonces: DpopNonces | undefined
  /** Seconds. */
  readonly maxAge: number
  /** Seconds. */
  readonly clockTolerance: number
  readonly algorithms: ReadonlySet<string>
}

/** What came with a token that is bound to a key. */
export interface PresentedProof {
  readonly proof: string
  readonly method: string
  /** The path of the request, with its query, as it was sent. */
  readonly path: string | undefined
  /** The SHA-256 of the access token, base64url. */
  readonly ath: string
  /** The thumbprint that the token is bound to. */
  readonly jkt: string
  /** Identifies the request: when two guards verify it, its proof isn't a replay of itself. */
  readonly request: object
}

/** Returns the nonce that the next proof should have, if a new one is due. */
export type DpopVerifier = (presented: PresentedProof) => string | undefined | Promise<string | undefined>

const maxLength = 8 * 1024

/**
 * Verifies proofs by every rule of RFC 9449, 4.3: synchronously while the key is known and the replay store is in memory.
 * Throws, or rejects with, an AuthError `ERR_DPOP_*` (401) or `ERR_REPLAY_STORE` (503).
 */
export function dpopVerifier(config: DpopConfig): DpopVerifier {
  const keys = createProofKeys(config.algorithms)
  const { replay, nonces, maxAge, clockTolerance } = config
  const seconds = nonces?.longest ?? maxAge + 2 * clockTolerance

  function verify(
    key: ProofKey,
    proof: CompactProof,
    presented: PresentedProof,
  ): string | undefined | Promise<undefined | string> {
    if (key.thumbprint !== presented.jkt) throw new AuthError('ERR_DPOP_KEY')
    const { claims } = proof
    checkRequest(claims, presented, config)
    checkSignature(proof, key)
    keys.keep(proof.header, key)
    const now = Date.now()
    const newNonce = nonces === undefined ? checkAge(claims, config, now) : checkNonce(claims, nonces, now)
    const used = useProof(claims, presented)
    return used instanceof Promise ? used.then(() => newNonce) : newNonce
  }

  function useProof(claims: Claims, { jkt, request }: PresentedProof): undefined | Promise<undefined> {
    // Hashed, so that the length of a "jti" costs the store nothing. With the thumbprint, so that no client can use up the
    // ids of another.
    const key = hash('sha256', `${jkt} ${claim(claims, 'jti')}`, 'base64url')
    return useOnce(replay, { key, seconds, request })
  }

  return (presented) => {
    const proof = parseProof(presented.proof)
    const key = keys.find(proof.header)
    return key instanceof Promise ? key.then((found) => verify(found, proof, presented)) : verify(key, proof, presented)
  }
}

interface CompactProof {
  readonly header: string
  readonly claims: Claims
  readonly signingInput: string
  readonly signature: Buffer
}

function parseProof(proof: string): CompactProof {
  if (proof.length > maxLength) throw invalidProof('It is longer than 8 KiB.')
  const first = proof.indexOf('.')
  const second = proof.indexOf('.', first + 1)
  if (first === -1 || second === -1 || proof.includes('.', second + 1)) throw invalidProof('It is not one compact JWS.')
  const payload = decodeBase64url(proof.slice(first + 1, second))
  const claims = payload && parseJsonObject(payload)
  if (claims === undefined) throw invalidProof('Its payload is not the base64url of a JSON object.')
  const signature = decodeBase64url(proof.slice(second + 1))
  if (signature === undefined) throw invalidProof('Its signature is not base64url.')
  return { header: proof.slice(0, first), claims, signingInput: proof.slice(0, second), signature }
}

function checkRequest(claims: Claims, { method, path, ath }: PresentedProof, config: DpopConfig): void {
  const jti = claim(claims, 'jti')
  if (typeof jti !== 'string' || jti === '') throw invalidProof('It has no "jti".')
  const iat = claim(claims, 'iat')
  if (typeof iat !== 'number' || !Number.isFinite(iat)) throw invalidProof('It has no "iat", or not a number.')
  const htm = claim(claims, 'htm')
  if (htm !== method) throw anotherRequest(`Its "htm" is ${quote(htm)}, the method is ${quote(method)}.`)
  const htu = claim(claims, 'htu')
  if (typeof htu !== 'string' || path === undefined || !config.isTarget(htu, path)) {
    throw anotherRequest(targetHint(htu, path, config))
  }
  if (claim(claims, 'ath') !== ath) throw anotherRequest('Its "ath" is not the hash of this access token.')
}

function targetHint(htu: unknown, path: string | undefined, { baseUrls }: DpopConfig): string {
  return `Its "htu" is ${quote(htu)}; "dpop.baseUrl" is ${quote(baseUrls.join(' or '))}, and the path is ${quote(path)}.`
}

function checkSignature({ signingInput, signature }: CompactProof, { check }: ProofKey): void {
  if (check(Buffer.from(signingInput, 'latin1'), signature)) return
  throw new AuthError('ERR_DPOP_SIGNATURE')
}

function checkAge(claims: Claims, { maxAge, clockTolerance }: DpopConfig, now: number): undefined {
  const age = now / 1000 - Number(claim(claims, 'iat'))
  if (age <= maxAge + clockTolerance && age >= -clockTolerance) return undefined
  const distance = age < 0 ? `${Math.ceil(-age)} seconds ahead` : `${Math.floor(age)} seconds ago`
  throw new AuthError('ERR_DPOP_AGE', { hint: `The proof was made ${distance}, by the clocks of client and server.` })
}

// The nonce says when a proof can have been made at the earliest, so a client whose clock is wrong is served as well
// (RFC 9449, 4.3 (11): "or a server managed timestamp via the nonce claim").
function checkNonce(claims: Claims, nonces: DpopNonces, now: number): string | undefined {
  const current = nonces.current(now)
  const nonce = claim(claims, 'nonce')
  if (nonce === current) return undefined
  if (typeof nonce === 'string' && nonces.isAccepted(nonce, now)) return current
  throw new AuthError('ERR_DPOP_NONCE', { headers: nonceHeaders(current) })
}

/** Must not be stored by a cache, or the next client would get an old nonce (RFC 9449, 8.2). */
export function nonceHeaders(nonce: string): Readonly<Record<string, string>> {
  return { 'DPoP-Nonce': nonce, 'Cache-Control': 'no-store' }
}

function anotherRequest(reason: string): AuthError {
  return new AuthError('ERR_DPOP_REQUEST', { hint: `The DPoP proof was made for another request. ${reason}` })
}
