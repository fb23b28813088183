const out = process.stdout
const hasColour = process.env.NO_COLOR
  ? false
  : process.env.FORCE_COLOR
    ? process.env.FORCE_COLOR !== '0'
    : out.isTTY === true && process.env.TERM !== 'dumb'
const colours = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 }

/**
 * @param {keyof typeof colours} colour
 * @param {string} text
 */
export const paint = (colour, text) => (hasColour ? `\x1b[${colours[colour]}m${text}\x1b[0m` : text)

/** @param {string} line */
export function printLine(line = '') {
  out.write(`${line}\n`)
}
