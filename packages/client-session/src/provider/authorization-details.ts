/** What exactly a token shall be for: an object with a `type`, and what that type defines (RFC 9396, 2). */
export interface AuthorizationDetail {
  readonly type: string
  readonly [name: string]: unknown
}

/**
 * The value of the parameter `authorization_details`.
 * @throws TypeError for anything but an array of objects with a `type`
 */
export function authorizationDetailsParameter(owner: string, details: unknown): string {
  const valid =
    Array.isArray(details) &&
    details.length > 0 &&
    details.every((detail) => typeof detail === 'object' && detail !== null && typeof detail.type === 'string')
  if (!valid) throw new TypeError(`${owner}: "authorizationDetails" must be an array of objects with a "type"`)
  return JSON.stringify(details)
}
