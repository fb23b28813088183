import type { TokenDescription } from '../token/describe-token.js'
import type { RuleVerdict, Verdict } from '../token/verdict.js'
import type { Explanation } from './explain.js'

/** The explanation as lines for a terminal. `now` in epoch seconds. */
export function writeExplanation({ token, by, verdict }: Explanation, now: number): string {
  const lines = describe(token, now)
  if (verdict !== undefined && by !== undefined) lines.push('', ...judge(verdict, by))
  return `${lines.join('\n')}\n`
}

function describe(token: TokenDescription, now: number): string[] {
  const rows: [string, string | undefined][] = [
    ['form', token.form],
    ['kind', token.kind],
    ['because', token.marks.length === 0 ? undefined : token.marks.join('; ')],
    ['reason', token.reason],
    ['issuer', token.issuer],
    ['provider', token.provider],
    ['for', token.audience?.join(', ')],
    ['about', token.subject],
    ['client', token.client],
    ['scopes', token.scopes?.join(' ') || undefined],
    ['bound to', token.form === 'signed JWT' ? token.binding : undefined],
    ['issued', timeText(token.times.issuedAt, now)],
    ['not before', timeText(token.times.notBefore, now)],
    ['expires', timeText(token.times.expiresAt, now)],
  ]
  const known = rows.filter((row): row is [string, string] => row[1] !== undefined && row[1] !== '')
  return known.map(([name, value]) => `${name.padEnd(11)} ${printable(value)}`)
}

// A token may hold anything: control characters would move the cursor, or worse, type.
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').slice(0, 500)
}

function timeText(seconds: number | undefined, now: number): string | undefined {
  if (seconds === undefined) return undefined
  const date = new Date(seconds * 1000)
  const text = Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString()
  return `${text} (${distance(seconds - now)})`
}

function distance(seconds: number): string {
  const amount = Math.abs(Math.round(seconds))
  const [unit, size] =
    amount < 120 ? ['s', 1] : amount < 7200 ? ['min', 60] : amount < 172_800 ? ['h', 3600] : ['days', 86_400]
  const text = `${Math.round(amount / Number(size))} ${unit}`
  return seconds < 0 ? `${text} ago` : `in ${text}`
}

const signs: Readonly<Record<RuleVerdict['outcome'], string>> = { failed: '✗', passed: '✓', 'not checked': '·' }

function judge({ outcome, rules }: Verdict, by: 'guard' | 'client'): string[] {
  const heading = {
    accepted: `The ${by} accepts it.`,
    refused: `The ${by} refuses it.`,
    undecided: `The ${by} can't decide without the provider's keys: add --online, or --jwks FILE.`,
  }
  return [heading[outcome], ...rules.flatMap((rule) => writeRule(rule))]
}

function writeRule({ rule, outcome, code, message, hint }: RuleVerdict): string[] {
  const line = `  ${signs[outcome]} ${rule}`
  if (outcome !== 'failed') return [outcome === 'not checked' ? `${line} (not checked)` : line]
  return [`${line}: ${message} (${code})`, ...(hint === undefined ? [] : [`    ${hint}`])]
}
