import type { IncomingMessage } from 'node:http'
import type { CertificateThumbprint } from './client-certificate.js'
import type { Scheme } from './scheme.js'
import { type repeated, singleHeader } from './single-header.js'

/** How a token was sent. All but the scheme is looked at only where the token is bound. */
export interface Presentation {
  readonly scheme: Scheme
  /** Identifies the request, for guards that verify the same one. */
  readonly request: object
  readonly token: string
  readonly proof: string | typeof repeated | undefined
  readonly method: string
  /** With the query, as it was sent; `undefined` where it can't be one of this API's. */
  readonly path: string | undefined
  /** The thumbprint of the certificate that came with the request. */
  readonly thumbprint: string | undefined
}

interface ExpressRequest extends IncomingMessage {
  readonly originalUrl?: string
}

/** The presentation of a token by an HTTP request. */
export class RequestPresentation implements Presentation {
  readonly scheme: Scheme
  readonly request: ExpressRequest
  readonly token: string
  readonly #thumbprintOf: CertificateThumbprint | undefined

  constructor(
    scheme: Scheme,
    token: string,
    request: IncomingMessage,
    thumbprintOf: CertificateThumbprint | undefined,
  ) {
    this.scheme = scheme
    this.request = request
    this.token = token
    this.#thumbprintOf = thumbprintOf
  }

  get proof(): string | typeof repeated | undefined {
    return singleHeader(this.request, 'dpop')
  }

  get method(): string {
    return this.request.method ?? ''
  }

  get path(): string | undefined {
    // Express takes the path of a router off `url`.
    return this.request.originalUrl ?? this.request.url
  }

  get thumbprint(): string | undefined {
    return this.#thumbprintOf?.(this.request)
  }
}
