/** Scopes as tokens have them, and the API that they belong to. */
export interface QualifiedScope {
  readonly scope: string
  readonly audience?: string
}

/** Takes the API's identifier off scopes like 'api://orders/read', as Microsoft Entra does. */
export function splitQualifiedScope(requested: string): QualifiedScope {
  const parts = requested
    .split(' ')
    .map((one) => /^([a-z][a-z0-9+.-]*:\/\/.+)\/([^/]+)$/.exec(one) ?? [one, undefined, one])
  const identifier = parts.find(([, api]) => api !== undefined)?.[1]
  // Entra's tokens of version 2 name the application's id, which is the default identifier without the scheme.
  const audience = identifier?.replace(/^api:\/\/(?=[0-9a-f-]{36}$)/, '')
  const scope = parts.map(([, , name]) => name).join(' ')
  return audience === undefined ? { scope } : { scope, audience }
}
