const begin = performance.now()
const isTerminal = process.stdout.isTTY === true && process.env.TERM !== 'dumb'
let shown = ''

/** Says what is going on: in a terminal in one line that changes, in a log in one line for each title. */
export function progress(title, details = '') {
  const line = `${clock()}  ${title}`
  if (isTerminal) process.stdout.write(`\r\x1b[K${line}${details === '' ? '' : `: ${details}`}`)
  else if (title !== shown) console.log(line)
  shown = title
}

/** Prints what shall stay on the screen. */
export function say(text) {
  if (isTerminal) process.stdout.write('\r\x1b[K')
  console.log(text)
}

function clock() {
  const seconds = Math.floor((performance.now() - begin) / 1000)
  return `${String(Math.floor(seconds / 60)).padStart(4)}:${String(seconds % 60).padStart(2, '0')}`
}

/** Seconds since the run began. */
export const secondsPassed = () => (performance.now() - begin) / 1000
