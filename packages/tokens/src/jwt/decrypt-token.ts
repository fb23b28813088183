import type { KeyObject } from 'node:crypto'
import { compactDecrypt } from 'jose'
import { AuthError } from '../errors.js'
import { decodeBase64url } from './base64url.js'
import { parseJsonObject } from './strict-json.js'

/** Opens an encrypted token and resolves to the signed one in it. @throws AuthError `ERR_TOKEN_ENCRYPTED` (401) */
export type TokenDecryption = (token: string) => Promise<string>

export interface DecryptionKey {
  readonly kid: string | undefined
  /** The one algorithm that the key is for. */
  readonly algorithm: 'RSA-OAEP-256' | 'ECDH-ES'
  readonly key: KeyObject
}

const maxLength = 16 * 1024
const contentEncryption = ['A128GCM', 'A192GCM', 'A256GCM']

/**
 * Decrypts with the key that the token's `kid` names, or with each that has the algorithm. What is inside must be a JWS: an
 * encryption proves nothing about who made it. Members of the header that make a decryption expensive are refused first.
 * @see RFC 7516, 5.2; RFC 8725, 3.10
 */
export function tokenDecryption(keys: readonly DecryptionKey[], longest = maxLength): TokenDecryption {
  return async (token) => {
    if (token.length > longest) throw new AuthError('ERR_TOKEN_TOO_LARGE')
    const { alg, kid } = parseHeader(token)
    const candidates = keys.filter((key) => key.algorithm === alg && mayHave(key, kid))
    for (const { key, algorithm } of candidates) {
      const opened = await open(token, key, algorithm)
      if (opened !== undefined) return opened
    }
    throw refusal(candidates.length === 0 ? noKeyHint : cannotOpenHint)
  }
}

/** Whether a token has the five parts of a JWE. */
export function isEncrypted(token: string): boolean {
  let parts = 1
  for (let dot = token.indexOf('.'); dot !== -1; dot = token.indexOf('.', dot + 1)) parts += 1
  return parts === 5
}

function parseHeader(token: string): Record<string, unknown> {
  const bytes = decodeBase64url(token.slice(0, token.indexOf('.')))
  const header = bytes && parseJsonObject(bytes)
  if (header === undefined) throw new AuthError('ERR_TOKEN_MALFORMED')
  Object.setPrototypeOf(header, null)
  const { enc } = header
  if (typeof enc !== 'string' || !contentEncryption.includes(enc)) throw refusal(algorithmHint)
  // Compressed content can be a bomb, and "p2c" says how often to hash. Neither belongs to a token (RFC 8725, 3.6).
  if ('zip' in header || 'p2c' in header || 'crit' in header) throw refusal('Its header has an extension.')
  return header
}

function mayHave(key: DecryptionKey, kid: unknown): boolean {
  return kid === undefined || key.kid === undefined || key.kid === kid
}

async function open(token: string, key: KeyObject, algorithm: string): Promise<string | undefined> {
  try {
    const options = {
      keyManagementAlgorithms: [algorithm],
      contentEncryptionAlgorithms: contentEncryption,
      maxDecompressedLength: 0,
    }
    const { plaintext } = await compactDecrypt(token, key, options)
    return Buffer.from(plaintext).toString('latin1')
  } catch {
    return undefined
  }
}

function refusal(reason: string): AuthError {
  return new AuthError('ERR_TOKEN_ENCRYPTED', { hint: `This token is encrypted. ${reason}` })
}

const algorithmHint = 'Accepted are RSA-OAEP-256 and ECDH-ES with A128GCM, A192GCM or A256GCM.'
const noKeyHint = `No key of "decryptionKeys" has the "kid" and "alg" in its header. ${algorithmHint}`
const cannotOpenHint = 'It was not encrypted for a key of "decryptionKeys".'
