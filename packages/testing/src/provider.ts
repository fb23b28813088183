import type { Faults } from './faults.js'
import type { KeyRing } from './key-ring.js'
import type { Location } from './metadata.js'
import type { Mint } from './mint.js'
import type { IssuerOptions } from './options.js'
import type { Answer, ProviderRequest } from './provider-request.js'

/** What the endpoints share. */
export interface Provider extends Location {
  readonly options: IssuerOptions
  readonly metadata: Record<string, unknown>
  readonly keys: KeyRing
  readonly mint: Mint
  readonly faults: Faults
  /** What a client did that the conformance suite would object to. */
  readonly violations: string[]
}

export type Endpoint = (provider: Provider, request: ProviderRequest) => Answer | Promise<Answer>
