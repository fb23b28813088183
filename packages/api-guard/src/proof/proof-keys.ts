import { AuthError, decodeBase64url, importPublicJwk, parseJsonObject, type SignatureCheck } from '@tandem-auth/tokens'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { LRUCache } from 'lru-cache'
import { invalidProof } from './invalid-proof.js'

/** The key in the header of a proof. */
export interface ProofKey {
  /** Checks a signature by this key and the algorithm that the header names. */
  readonly check: SignatureCheck
  /** Its SHA-256 thumbprint (RFC 7638), which `cnf.jkt` of the access token must be. */
  readonly thumbprint: string
}

/** A client signs all its proofs with one key and writes the same header each time, so keys are imported once. */
export interface ProofKeys {
  /** Takes the first part of a proof as it was sent. */
  find(header: string): ProofKey | Promise<ProofKey>
  /** Call this once a signature proved that the key is in use: strangers' headers must not fill the cache. */
  keep(header: string, key: ProofKey): void
}

const maxKeys = 10_000

export function createProofKeys(algorithms: ReadonlySet<string>): ProofKeys {
  const known = new LRUCache<string, ProofKey>({ max: maxKeys })
  return {
    find: (header) => known.get(header) ?? importKey(parseHeader(header, algorithms)),
    keep(header, key) {
      if (!known.has(header)) known.set(header, key)
    },
  }
}

interface ProofHeader {
  readonly algorithm: string
  readonly jwk: object
}

function parseHeader(part: string, algorithms: ReadonlySet<string>): ProofHeader {
  const bytes = decodeBase64url(part)
  const header = bytes && parseJsonObject(bytes)
  if (header === undefined) throw invalidProof('Its header is not the base64url of a JSON object.')
  // A polluted prototype must not supply what the header lacks.
  const { typ, alg, jwk } = Object.setPrototypeOf(header, null)
  if (typeof typ !== 'string' || !/^(?:application\/)?dpop\+jwt$/i.test(typ)) {
    throw invalidProof('Its type (header "typ") must be "dpop+jwt".')
  }
  if (typeof alg !== 'string' || !algorithms.has(alg)) {
    throw invalidProof('It is signed with an algorithm that is not accepted.')
  }
  // Extensions that must be understood, and none is understood here (RFC 7515, 4.1.11; RFC 7797).
  if ('crit' in header || 'b64' in header) throw invalidProof('Its header has an extension.')
  if (typeof jwk !== 'object' || jwk === null) throw invalidProof('Its header has no public key ("jwk").')
  return { algorithm: alg, jwk }
}

async function importKey({ algorithm, jwk }: ProofHeader): Promise<ProofKey> {
  const key = importPublicJwk(jwk)
  const check = key?.checks.get(algorithm)
  if (check === undefined) {
    throw invalidProof('The "jwk" in its header must be a public key for its algorithm, without a private part.')
  }
  return { check, thumbprint: await thumbprintOf(jwk) }
}

async function thumbprintOf(jwk: JWK): Promise<string> {
  try {
    return await calculateJwkThumbprint(jwk)
  } catch {
    throw new AuthError('ERR_DPOP_KEY')
  }
}
