import { styleText } from 'node:util'
import type { Row } from './boundary.js'

/** Writes to a stream; in colour where a terminal shows it, unless NO_COLOR asks for none. */
export interface Printer {
  line(text?: string): void
  strong(text: string): string
  faint(text: string): string
  good(text: string): string
  bad(text: string): string
}

export function createPrinter(stream: NodeJS.WriteStream): Printer {
  const hasColour = stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
  const paint = (format: 'bold' | 'dim' | 'green' | 'red') => (text: string) =>
    hasColour ? styleText(format, text) : text
  return {
    line: (text = '') => void stream.write(text === '' ? '\n' : `  ${text}\n`),
    strong: paint('bold'),
    faint: paint('dim'),
    good: paint('green'),
    bad: paint('red'),
  }
}

const widths = { sent: 40, to: 13, expected: 10 }

export function printHeading({ line, faint }: Printer): void {
  line(faint(`  ${columnsOf('sent', 'to', 'expected')}got`))
}

export function printRow({ line, faint, good, bad }: Printer, row: Row): void {
  const { sent, to, expected, isRight, status, code, why } = row
  const got = isRight ? good(String(status)) : bad(String(status))
  line(`${isRight ? good('✓') : bad('✗')} ${columnsOf(sent, to, String(expected.status))}${got} ${code ?? faint(why)}`)
  if (code !== undefined) line(faint(`  ${columnsOf('', '', '')}    ${why}`))
  if (!isRight && expected.code !== undefined) line(`  ${columnsOf('', '', '')}    ${expected.code} was expected`)
}

function columnsOf(sent: string, to: string, expected: string): string {
  return sent.padEnd(widths.sent) + to.padEnd(widths.to) + expected.padEnd(widths.expected)
}
