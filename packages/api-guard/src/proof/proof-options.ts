import type { IncomingMessage } from 'node:http'
import type { ReplayStore } from './replay-store.js'

/** Nonces that proofs must carry (RFC 9449, 9). They are stateless: machines with the same secret issue the same ones. */
export interface DpopNonceOptions {
  /** At least 32 bytes each. The first issues nonces; all are accepted, so that secrets can be rotated. */
  readonly secret: string | readonly string[]
  /** Seconds after which a nonce is refused, 300 by default. A new one is handed out after half of that. */
  readonly lifetime?: number | undefined
}

/** Accepts access tokens that are bound to a key of the client, and checks its proofs. @see RFC 9449 */
export interface DpopOptions {
  /**
   * The URL under which clients see the path `/` of this app. Proofs are compared with it and the request's path, never
   * with a header that the caller chooses.
   */
  readonly baseUrl: string | readonly string[]
  /** Refuses tokens that aren't bound to a DPoP key. */
  readonly required?: boolean | undefined
  /** Remembers the proofs that were used; by default in this process only. Several processes need a shared one. */
  readonly replay?: ReplayStore | undefined
  /** Requires a nonce of this server in each proof. Off by default. */
  readonly nonce?: DpopNonceOptions | undefined
  /** Seconds for which a proof is good after its `iat`, 60 by default. With `nonce`, the age of the nonce counts instead. */
  readonly maxAge?: number | undefined
  /** Allow-list of the algorithms of proofs, all of them asymmetric. */
  readonly algorithms?: readonly string[] | undefined
}

/** Accepts access tokens that are bound to a client certificate. @see RFC 8705, 3 */
export interface MutualTlsOptions {
  /**
   * Returns the certificate that the client proved to have (DER or PEM), where a proxy that you trust ends TLS. By default
   * the certificate of the TLS connection itself.
   */
  readonly certificate?: ((req: IncomingMessage) => Buffer | string | undefined) | undefined
  /** Refuses tokens that aren't bound to a certificate. */
  readonly required?: boolean | undefined
}
