import { hash } from 'node:crypto'
import type { Challenge } from '../access-tokens/www-authenticate.js'
import type { SessionRecord } from '../login-state/session-record.js'
import { areClasses } from '../provider/login-strength.js'
import { decrypt, encrypt } from '../storage/encryption.js'
import type { KeyRing } from '../storage/key-ring.js'

/** What an API wants of a login before it accepts a call (RFC 9470; RFC 6750, 3.1). */
export interface StepUp {
  readonly api: string
  readonly maxAge?: number | undefined
  readonly acr?: readonly string[] | undefined
  /** Space-separated: all that the call needs. */
  readonly scope?: string | undefined
}

/** Seconds in which a login that was offered by a sealed step may begin. */
const stepLifetime = 600
const maxScope = 512

/** `undefined` for a challenge that no login settles, and for one whose values can't be sent. */
export function stepUpOf(api: string, challenge: Challenge | undefined): StepUp | undefined {
  const { error, acrValues, maxAge, scopes } = challenge ?? {}
  if (error === 'insufficient_scope') {
    const scope = scopes?.join(' ') ?? ''
    return /^[\x21\x23-\x5b\x5d-\x7e ]+$/.test(scope) && scope.length <= maxScope ? { api, scope } : undefined
  }
  if (error !== 'insufficient_user_authentication') return undefined
  if (acrValues !== undefined && !areClasses(acrValues)) return undefined
  if (maxAge !== undefined && maxAge < 0) return undefined
  return acrValues === undefined && maxAge === undefined ? undefined : { api, maxAge, acr: acrValues }
}

/** Names a demand, so that the same one is recognized when it comes again. */
export function stepUpDigest({ api, maxAge, acr, scope }: StepUp): string {
  return hash('sha256', JSON.stringify([api, maxAge, acr, scope]), 'base64url').slice(0, 16)
}

/**
 * Whether the login of this session has just answered the same demand: another login would be a circle. A login that must
 * be recent may well be needed again later.
 */
export function hasJustAnswered({ step, createdAt }: SessionRecord<unknown>, stepUp: StepUp, now: number): boolean {
  const { maxAge } = stepUp
  const window = maxAge === undefined ? stepLifetime : Math.min(60, Math.max(10, maxAge))
  return step?.digest === stepUpDigest(stepUp) && now - createdAt < window
}

/** A demand for a page's script to hand on to the login route: for this session only, and for ten minutes. */
export function sealStep(keys: KeyRing, loginId: string, stepUp: StepUp, now: number): string {
  const content = Buffer.from(JSON.stringify({ ...stepUp, until: Math.floor(now) + stepLifetime }))
  return encrypt(keys, 'login step', content, loginId).toString('base64url')
}

/** `undefined` for a step that was made up or changed, that is too old, or of another session. */
export function openStep(keys: KeyRing, loginId: string, step: string, now: number): StepUp | undefined {
  const content = decrypt(keys, 'login step', Buffer.from(step, 'base64url'), loginId)
  if (content === undefined) return undefined
  const { until, ...stepUp }: StepUp & { readonly until: number } = JSON.parse(content.toString())
  return now < until ? stepUp : undefined
}
