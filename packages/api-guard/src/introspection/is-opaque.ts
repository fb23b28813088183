/**
 * Whether a token is neither a JWS nor a JWE. Those two are always verified locally: if introspection accepted them too,
 * a caller could choose the weaker check.
 */
export function isOpaque(token: string): boolean {
  const parts = countParts(token)
  return !(beginsAsJson(token) && (parts === 3 || parts === 5))
}

/** Whether the first part of a token decodes to something that begins like a JSON object, as every JWT's does. */
export function beginsAsJson(token: string): boolean {
  return Buffer.from(token.slice(0, 4), 'base64url')[0] === '{'.charCodeAt(0)
}

function countParts(token: string): number {
  let parts = 1
  for (let dot = token.indexOf('.'); dot !== -1; dot = token.indexOf('.', dot + 1)) parts += 1
  return parts
}
