import type { Request } from 'express'
import type { Web } from './web.js'

/** Who looks at a page. */
export interface Viewer {
  /** The name they are called by. */
  readonly name: string
  readonly isAdministrator: boolean
}

export const administratorRole = 'administrator'

/** What pages show of whoever is signed in. A link that isn't shown guards nothing: `requireUserClaim` does. */
export function viewerOf(web: Web, req: Request): Viewer | undefined {
  const { user } = web.of(req)
  if (user === undefined) return undefined
  const { given_name, name, sub, roles } = user
  return {
    name: given_name ?? name ?? sub,
    isAdministrator: Array.isArray(roles) && roles.includes(administratorRole),
  }
}
