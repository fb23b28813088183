import type { Claims } from '../claims.js'
import type { TestClient } from '../options.js'
import type { Provider } from '../provider.js'

/** Handles one grant type: makes the body of the token response from the token request. */
export type GrantType = (provider: Provider, client: TestClient, form: URLSearchParams) => Promise<Claims>
