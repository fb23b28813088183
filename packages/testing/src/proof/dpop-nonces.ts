import { randomUUID } from 'node:crypto'
import type { ProviderRequest } from '../http/provider-request.js'

/** When proofs must carry a nonce of the provider. */
export type NonceDemand = boolean | ((request: ProviderRequest) => boolean)

/** The nonces of RFC 9449, 8 and 9. */
export interface DpopNonces {
  /** The `DPoP-Nonce` of a response, if it has one. `demanded` says whether the response demands it. */
  issue(demanded: boolean): string | undefined
  /** Whether the nonce of a request's proof suffices. Uses it up where nonces are demanded request by request. */
  accept(request: ProviderRequest, nonce: unknown): boolean
  /** Refuses every nonce that was issued before. */
  rotate(): void
}

export function createDpopNonces(demand: NonceDemand = false): DpopNonces {
  if (demand === false) return { issue: () => undefined, accept: () => true, rotate() {} }
  return demand === true ? createSharedNonce() : createSingleUseNonces(demand)
}

/** One nonce for all clients, as servers issue it that derive it from the time. */
function createSharedNonce(): DpopNonces {
  let current = randomUUID()
  return {
    issue: () => current,
    accept: (_request, nonce) => nonce === current,
    rotate() {
      current = randomUUID()
    },
  }
}

/**
 * Each nonce is good for one proof, so a client that mixes up the nonces of two requests is refused. There is one only with
 * a demand: a client that got one with every response would always meet the next demand.
 */
function createSingleUseNonces(demand: (request: ProviderRequest) => boolean): DpopNonces {
  const unused = new Set<unknown>()
  return {
    issue(demanded) {
      if (!demanded) return undefined
      const nonce = randomUUID()
      unused.add(nonce)
      return nonce
    },
    accept(request, nonce) {
      const fresh = unused.delete(nonce)
      return fresh || !demand(request)
    },
    rotate: () => unused.clear(),
  }
}
