import type { Claims } from '../claims.js'
import type { TestClient } from '../options.js'
import type { Provider } from '../provider.js'

/** Makes the body of a token response out of a token request. */
export type GrantType = (provider: Provider, client: TestClient, form: URLSearchParams) => Promise<Claims>
