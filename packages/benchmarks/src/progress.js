const start = performance.now()

/** One line for what is going on now. */
export function progress(text) {
  const seconds = Math.round((performance.now() - start) / 1000)
  const line = `${String(seconds).padStart(4)} s  ${text}`
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[2K${line}`)
  else console.log(line)
}

export function progressEnd() {
  if (process.stdout.isTTY) process.stdout.write('\n')
}
