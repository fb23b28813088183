import type { EndpointName, ProviderRequest, ProviderResponse } from './provider-request.js'

/** Responds in place of an endpoint. `proceed` returns the endpoint's own response. */
export type FaultHandler = (
  request: ProviderRequest,
  proceed: () => Promise<ProviderResponse>,
) => ProviderResponse | Promise<ProviderResponse>

/** A fixed response or a handler. A fixed response that has only `delayMs` delays the endpoint's own response. */
export type Fault = ProviderResponse | FaultHandler

export interface Faults {
  set(target: EndpointName | `/${string}`, fault: Fault): void
  clear(target?: string): void
  response(request: ProviderRequest, proceed: () => Promise<ProviderResponse>): Promise<ProviderResponse>
}

export function createFaults(): Faults {
  const faults = new Map<string, Fault>()
  return {
    set: (target, fault) => void faults.set(target, fault),
    clear(target) {
      if (target === undefined) faults.clear()
      else faults.delete(target)
    },
    async response(request, proceed) {
      const fault = faults.get(request.path) ?? faults.get(request.endpoint)
      if (fault === undefined) return proceed()
      if (typeof fault === 'function') return fault(request, proceed)
      const slowOnly = Object.keys(fault).every((name) => name === 'delayMs')
      return slowOnly ? { ...(await proceed()), ...fault } : fault
    },
  }
}
