import type { Finding } from './finding.js'

const signs: Readonly<Record<Finding['level'], string>> = { ok: '✓', note: '·', problem: '✗' }

/** The findings as lines for a terminal. */
export function writeFindings(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ level, check, text, fix }) => [
    `${signs[level]} ${check}: ${printable(text)}`,
    ...(fix === undefined ? [] : [`    ${fix}`]),
  ])
  const problems = findings.filter(({ level }) => level === 'problem').length
  const summary =
    problems === 0 ? 'Nothing is wrong.' : `${problems} ${problems === 1 ? 'thing is' : 'things are'} wrong.`
  return `${[...lines, '', summary].join('\n')}\n`
}

// Servers may say anything, also to a terminal.
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').slice(0, 500)
}
