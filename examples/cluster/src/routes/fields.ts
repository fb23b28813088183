/** A field of a form or of a query, as text: what is missing, repeated or too long is empty. */
export function wordIn(fields: Readonly<Record<string, unknown>> | undefined, name: string): string {
  const value = fields?.[name]
  return typeof value === 'string' && value.length <= 255 ? value : ''
}

/** A number of things, or nothing. */
export function countIn(fields: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const word = wordIn(fields, name)
  return /^\d{1,4}$/.test(word) ? Number(word) : undefined
}
