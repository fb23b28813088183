import type { ClientRegistry } from './clients.js'
import type { Grants } from './grants.js'
import type { KeyRing } from './key-ring.js'
import type { Location } from './metadata.js'
import type { Mint } from './mint.js'
import type { IssuerOptions } from './options.js'
import type { Answer, ProviderRequest } from './provider-request.js'
import type { Script } from './script.js'
import type { Sessions } from './sessions.js'

/** What the endpoints share. */
export interface Provider extends Location {
  readonly options: IssuerOptions
  readonly metadata: Record<string, unknown>
  readonly keys: KeyRing
  readonly mint: Mint
  readonly clients: ClientRegistry
  readonly sessions: Sessions
  readonly grants: Grants
  readonly script: Script
  /** What a client did that the conformance suite would object to. */
  readonly violations: string[]
  /** Values that must never come twice: code verifiers, the ids of client assertions. */
  readonly seen: Set<string>
}

export type Endpoint = (provider: Provider, request: ProviderRequest) => Answer | Promise<Answer>

/** Notes that a value came, and whether it is the first time. */
export function isFirst(provider: Provider, value: string): boolean {
  const first = !provider.seen.has(value)
  provider.seen.add(value)
  return first
}
