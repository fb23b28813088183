import type { Claims } from '../claims.js'
import type { Confirmation } from '../proof/confirmation.js'
import type { Provider } from '../provider.js'
import type { TestClient } from '../test-client.js'

/** A token request of an authenticated client. */
export interface TokenRequest {
  readonly client: TestClient
  readonly form: URLSearchParams
  /** What the new tokens are bound to. */
  readonly confirmation?: Confirmation
}

/** Handles one grant type: makes the body of the token response from the token request. */
export type GrantType = (provider: Provider, request: TokenRequest) => Promise<Claims>
