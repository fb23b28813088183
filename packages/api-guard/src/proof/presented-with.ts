import { thumbprintOf } from './client-certificate.js'
import type { Presentation } from './presentation.js'
import { pathBelow } from './target-uri.js'

/** What came with a token that isn't in a request's header. */
export interface PresentedWith {
  /** The DPoP proof that came with the token, and the request it must be for. `url`: below `dpop.baseUrl`, or a path. */
  readonly dpop?: { readonly proof: string; readonly method: string; readonly url: string } | undefined
  /** The client's certificate (DER or PEM), for tokens that are bound to one. */
  readonly certificate?: Buffer | string | undefined
}

/** The presentation of a token by what `verify` was called with. */
export function presentationOf(
  token: string,
  { dpop, certificate }: PresentedWith,
  { baseUrls }: { readonly baseUrls: readonly string[] },
): Presentation {
  return {
    scheme: dpop === undefined ? 'Bearer' : 'DPoP',
    request: {},
    token,
    proof: dpop?.proof,
    method: dpop?.method ?? '',
    path: dpop && pathOf(dpop.url, baseUrls),
    thumbprint: thumbprintOf(certificate),
  }
}

// A URL that the app made from the Host header must not decide: only its path does, and only below the configured URLs.
function pathOf(url: string, baseUrls: readonly string[]): string | undefined {
  return url.startsWith('/') ? url : pathBelow(baseUrls, url)
}
