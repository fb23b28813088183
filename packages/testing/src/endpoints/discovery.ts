import type { Endpoint } from '../provider.js'

/** @see OpenID Connect Discovery 1.0, 4, and RFC 8414, 3 */
export const discovery: Endpoint = ({ metadata }) => ({ body: metadata })
