import { createPrivateKey, KeyObject } from 'node:crypto'
import type { OptionChecks } from '../option-checks.js'
import type { PrivateKeyInput } from '../private-key.js'
import type { DecryptionKey } from './decrypt-token.js'

/** @throws TypeError naming the option; its message never quotes a key */
export function parseDecryptionKeys(checks: OptionChecks, value: unknown, option: string): readonly DecryptionKey[] {
  const inputs: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (inputs.length === 0) checks.fail(option, 'must not be empty')
  return inputs.map((input) => parseKey(checks, input, option))
}

function parseKey(checks: OptionChecks, input: unknown, option: string): DecryptionKey {
  const key = readKey(input as PrivateKeyInput)
  const algorithm = key && algorithmOf(key)
  if (key === undefined || algorithm === undefined) {
    return checks.fail(
      option,
      'must hold private RSA keys of at least 2048 bits, EC or X25519 keys: PEM, JWK or KeyObject',
    )
  }
  return { kid: kidOf(input), algorithm, key }
}

function readKey(input: PrivateKeyInput): KeyObject | undefined {
  try {
    if (typeof input === 'string') return createPrivateKey(input)
    const key = input instanceof KeyObject ? input : createPrivateKey({ key: input, format: 'jwk' })
    return key.type === 'private' ? key : undefined
  } catch {
    // The message of the original may quote the key.
    return undefined
  }
}

const curves = new Set<string | undefined>(['prime256v1', 'secp384r1', 'secp521r1'])

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): DecryptionKey['algorithm'] | undefined {
  if (asymmetricKeyType === 'x25519') return 'ECDH-ES'
  if (asymmetricKeyType === 'ec') return curves.has(asymmetricKeyDetails?.namedCurve) ? 'ECDH-ES' : undefined
  const isStrongRsa = asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048
  return isStrongRsa ? 'RSA-OAEP-256' : undefined
}

function kidOf(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null || input instanceof KeyObject || !('kid' in input)) return undefined
  return typeof input.kid === 'string' ? input.kid : undefined
}
