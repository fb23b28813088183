import type { JsonWebKey } from 'node:crypto'

/** What counts of a published key: its names, and the members of a public key. */
export interface CleanJwk {
  readonly kid: string | undefined
  readonly alg: string | undefined
  readonly issuer: string | undefined
  readonly members: JsonWebKey
}

const publicMembers = ['kty', 'n', 'e', 'crv', 'x', 'y'] as const
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'] as const

/**
 * Takes from a JWK what may count, or returns why it can't be used. A member that is `null` counts as absent: several
 * servers write every member of a key, with or without a value.
 */
export function cleanJwk(item: unknown): CleanJwk | string {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return 'it is not a JSON object'
  const of = (name: string): unknown =>
    Object.hasOwn(item, name) ? (item as Record<string, unknown>)[name] : undefined
  const has = (name: string) => (of(name) ?? undefined) !== undefined
  // A private key that is published is everybody's. A shared secret can't prove who signed.
  if (privateMembers.some(has)) return 'it holds a private or symmetric key'
  if (has('use') && of('use') !== 'sig') return 'its "use" is not "sig"'
  const operations = of('key_ops')
  if (has('key_ops') && !(Array.isArray(operations) && operations.includes('verify'))) {
    return 'its "key_ops" do not include "verify"'
  }
  if (has('kid') && typeof of('kid') !== 'string') return 'its "kid" is not a string'
  // Node reads a key's members from wherever it finds them, including a polluted prototype.
  const members: Record<string, string> = Object.create(null)
  for (const name of publicMembers) {
    const value = of(name)
    if (typeof value === 'string') members[name] = value
  }
  return { kid: textOf(of('kid')), alg: textOf(of('alg')), issuer: textOf(of('issuer')), members }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
