import type { Endpoint } from '../provider.js'

export const jwks: Endpoint = ({ keys }) => ({ body: keys.document() })
