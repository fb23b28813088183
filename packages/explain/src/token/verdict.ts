import { type AuthError, type ErrorCode, isAuthError } from '@tandem-auth/tokens'
import type { Rule } from './rules.js'

export interface RuleVerdict {
  readonly rule: string
  readonly outcome: 'failed' | 'passed' | 'not checked'
  /** Of a rule that failed: the code, and what to change. */
  readonly code?: ErrorCode
  readonly message?: string
  readonly hint?: string
}

/** What a guard or a client makes of a token: its own verdict, rule by rule, the one that failed first. */
export interface Verdict {
  readonly outcome: 'accepted' | 'refused' | 'undecided'
  readonly rules: readonly RuleVerdict[]
}

/** The codes that mean "not to be decided here": there are no keys to check the signature with. */
const undecidedCodes: readonly ErrorCode[] = ['ERR_KEYS_UNAVAILABLE', 'ERR_METADATA_UNAVAILABLE']

/**
 * Runs the check of the guard or the client itself, and says by its error how far it came. A check that ends before a rule
 * says nothing about it.
 */
export async function verdictOf(rules: readonly Rule[], check: () => Promise<unknown>): Promise<Verdict> {
  try {
    await check()
    return { outcome: 'accepted', rules: rules.map(({ name }) => ({ rule: name, outcome: 'passed' })) }
  } catch (error) {
    if (!isAuthError(error)) throw error
    return refusal(rules, error)
  }
}

function refusal(rules: readonly Rule[], { code, message, hint }: AuthError): Verdict {
  const failing = rules.findIndex(({ codes }) => codes.includes(code))
  const failed: RuleVerdict = {
    rule: rules[failing]?.name ?? 'other',
    outcome: 'failed',
    ...{ code, message },
    ...(hint !== undefined && { hint }),
  }
  const others = rules
    .filter((_rule, index) => index !== failing)
    .map(({ name }): RuleVerdict => {
      const before = failing !== -1 && rules.findIndex((rule) => rule.name === name) < failing
      return { rule: name, outcome: before ? 'passed' : 'not checked' }
    })
  return { outcome: undecidedCodes.includes(code) ? 'undecided' : 'refused', rules: [failed, ...others] }
}
