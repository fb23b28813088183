const limit = 128

/** Quotes a value for a hint: at most 128 printable ASCII characters, whatever a caller put into it. */
export function quote(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  const printable = text.slice(0, limit + 1).replace(/[^\x20-\x7e]/g, '?')
  return `'${printable.length > limit ? `${printable.slice(0, limit - 3)}...` : printable}'`
}
