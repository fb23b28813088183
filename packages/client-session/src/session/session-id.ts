export const sessionIdForm = '22 to 128 characters of A-Z a-z 0-9 _ -'

/** Session ids that reach a database are ours in form, whoever signed them. */
export function isSessionId(value: string): boolean {
  return /^[A-Za-z0-9_-]{22,128}$/.test(value)
}
