const out = process.stdout
const isTerminal = out.isTTY === true && process.env.TERM !== 'dumb'
const hasColour = process.env.NO_COLOR ? false : process.env.FORCE_COLOR ? process.env.FORCE_COLOR !== '0' : isTerminal
const colours = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 }
const nameWidth = 36

/**
 * @typedef {object} Line what is on the screen for a step that runs
 * @property {(mark: 'good' | 'bad', details: string) => void} finish
 */

/**
 * @param {keyof typeof colours} colour
 * @param {string} text
 */
export const paint = (colour, text) => (hasColour ? `\x1b[${colours[colour]}m${text}\x1b[0m` : text)

/** @param {string} text */
export function print(text) {
  closeOpenLine()
  out.write(text)
}

/**
 * Begins the line of a step: a terminal sees its seconds pass, a log sees its name and later the rest of the line.
 *
 * @type {(name: string, hasCompany: boolean) => Line} whose second argument says that other steps run at once
 */
export const beginLine = isTerminal ? beginTerminalLine : beginLogLine

const marks = { good: () => paint('green', '✓'), bad: () => paint('red', '✗') }

/** @param {number} since epoch ms */
const elapsed = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`.padStart(8)

/** @param {string} details */
const aside = (details) => (details === '' ? '' : `   ${paint('dim', details)}`)

/** Steps that run at once share the last line of a terminal; the oldest is the one shown. @type {Set<string>} */
const onTerminal = new Set()

/** @param {string} name */
function beginTerminalLine(name) {
  const since = Date.now()
  const show = () => {
    const [oldest] = onTerminal
    if (oldest === name) out.write(`\r\x1b[K  ${paint('dim', '…')} ${name.padEnd(nameWidth)}${elapsed(since)}`)
  }
  onTerminal.add(name)
  show()
  const timer = setInterval(show, 100)
  return {
    /** @type {Line['finish']} */
    finish(mark, details) {
      clearInterval(timer)
      onTerminal.delete(name)
      out.write(`\r\x1b[K  ${marks[mark]()} ${name.padEnd(nameWidth)}${elapsed(since)}${aside(details)}\n`)
    },
  }
}

/** The line of a log that waits for its end. @type {string | undefined} */
let openLine

function closeOpenLine() {
  if (openLine !== undefined) out.write('\n')
  openLine = undefined
}

/**
 * @param {string} name
 * @param {boolean} hasCompany
 */
function beginLogLine(name, hasCompany) {
  const since = Date.now()
  const begin = `  ${`${name} …`.padEnd(nameWidth)}`
  if (openLine === undefined && !hasCompany) {
    openLine = name
    out.write(begin)
  }
  return {
    /** @type {Line['finish']} */
    finish(mark, details) {
      const isOpen = openLine === name
      if (!isOpen) closeOpenLine()
      openLine = undefined
      out.write(`${isOpen ? '' : begin}${elapsed(since)}  ${marks[mark]()}${aside(details)}\n`)
    },
  }
}
