const closers = new Set()

/** Something that has to be ended when the group is done, however it ends. */
export function closeLater(close) {
  closers.add(close)
}

/** Ends all of it, what was begun last first. */
export async function cleanUp() {
  const inOrder = [...closers].reverse()
  closers.clear()
  for (const close of inOrder) await close()
}
