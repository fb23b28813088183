/** One thing that was looked at. */
export interface Finding {
  readonly level: 'ok' | 'note' | 'problem'
  /** What was looked at, in a word or two. */
  readonly check: string
  readonly text: string
  /** What to change. */
  readonly fix?: string
}

export const ok = (check: string, text: string): Finding => ({ level: 'ok', check, text })
export const note = (check: string, text: string, fix?: string): Finding => ({ ...base('note', check, text, fix) })
export const problem = (check: string, text: string, fix?: string): Finding => ({
  ...base('problem', check, text, fix),
})

function base(level: Finding['level'], check: string, text: string, fix: string | undefined): Finding {
  return { level, check, text, ...(fix !== undefined && { fix }) }
}
