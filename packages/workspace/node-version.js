// Imports nothing, and uses old syntax only: the versions of Node that it refuses must be able to read it.

/** @type {readonly (readonly [major: number, minor: number])[]} */
const oldestOfLine = [
  [20, 19],
  [22, 12],
]

/**
 * Whether a Node version is in `^20.19.0 || ^22.12.0 || >=23`.
 *
 * @param {string} version like `20.19.0`
 */
export function isSupported(version) {
  const parts = version.split('.')
  const major = Number(parts[0])
  const minor = Number(parts[1])
  return major >= 23 || oldestOfLine.some((line) => line[0] === major && minor >= line[1])
}

/** Ends the process with one line if this Node is too old. */
export function requireSupportedNode() {
  if (isSupported(process.versions.node)) return
  console.error(
    `Tandem Auth needs Node 20.19, 22.12 or later; this is Node ${process.versions.node} (${process.execPath}).`,
  )
  process.exit(1)
}
