import type { Answer, EndpointName, ProviderRequest } from './provider-request.js'

/** Answers in place of an endpoint; `proceed` gives what the endpoint itself would answer. */
export type FaultHandler = (request: ProviderRequest, proceed: () => Promise<Answer>) => Answer | Promise<Answer>

/** A fixed answer (`delayMs` alone makes the endpoint slow) or a handler. */
export type Fault = Answer | FaultHandler

export interface Faults {
  set(target: EndpointName | `/${string}`, fault: Fault): void
  clear(target?: string): void
  response(request: ProviderRequest, proceed: () => Promise<Answer>): Promise<Answer>
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
