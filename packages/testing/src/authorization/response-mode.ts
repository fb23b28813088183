/** How the response gets to the client, and whether it is a signed JWT (JARM). */
export interface ResponseMode {
  readonly formPost: boolean
  readonly jwt: boolean
}

export const responseModes = ['query', 'form_post', 'jwt', 'query.jwt', 'form_post.jwt']

/** @see OAuth 2.0 Form Post Response Mode, 2, and JARM, 2.3 */
export function toResponseMode(name = 'query'): ResponseMode {
  return { formPost: name.startsWith('form_post'), jwt: name.endsWith('jwt') }
}
