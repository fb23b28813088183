import type { ProviderRequest, ProviderResponse } from './http/provider-request.js'
import type { KeyRing } from './keys/key-ring.js'
import type { Location } from './location.js'
import type { TestIssuerOptions } from './options.js'
import type { Policy } from './policy.js'
import type { DpopNonces } from './proof/dpop-nonces.js'
import type { ClientRegistry } from './state/clients.js'
import type { Grants } from './state/grants.js'
import type { Script } from './state/script.js'
import type { Sessions } from './state/sessions.js'
import type { Mint } from './tokens/mint.js'

/** What the endpoints share. */
export interface Provider extends Location {
  readonly options: TestIssuerOptions
  readonly metadata: Record<string, unknown>
  readonly keys: KeyRing
  readonly mint: Mint
  readonly clients: ClientRegistry
  readonly sessions: Sessions
  readonly grants: Grants
  readonly script: Script
  readonly policy: Policy
  readonly dpopNonces: DpopNonces
  /** What clients did that the conformance suite would object to. */
  readonly violations: string[]
  /** Values that may be used only once: code verifiers, the `jti`s of client assertions. */
  readonly seen: Set<string>
}

export type Endpoint = (provider: Provider, request: ProviderRequest) => ProviderResponse | Promise<ProviderResponse>

/** Records a value, and returns whether it is new. */
export function isNew(provider: Provider, value: string): boolean {
  const first = !provider.seen.has(value)
  provider.seen.add(value)
  return first
}
