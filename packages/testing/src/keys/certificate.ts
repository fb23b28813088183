import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  sign,
  X509Certificate,
} from 'node:crypto'
import { bitString, boolean, integer, objectId, octetString, sequence, set, tagged, time, utf8String } from './der.js'

/** A certificate with its private key. */
export interface Certificate {
  /** PEM. */
  readonly cert: string
  /** PEM. */
  readonly key: string
  /** The SHA-256 thumbprint, as `cnf['x5t#S256']` has it (RFC 8705, 3.1). */
  readonly thumbprint: string
}

export interface CertificateOptions {
  commonName: string
  dnsNames?: string[]
  ipAddresses?: string[]
  uris?: string[]
  /** The certificate that signs this one; by default its own key does. */
  issuer?: Certificate
  /** Whether the certificate may sign others. */
  ca?: boolean
  /** By default a day ago. */
  notBefore?: Date
  /** By default a day from now. */
  notAfter?: Date
}

const day = 86_400_000
const ecdsaWithSha256 = sequence(objectId('1.2.840.10045.4.3.2'))

/**
 * Makes a certificate with a P-256 key, for TLS in tests.
 *
 * @see RFC 5280, 4.1
 */
export function createCertificate(options: CertificateOptions): Certificate {
  const { commonName, issuer, notBefore, notAfter } = options
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const content = sequence(
    tagged(0xa0, integer(2)),
    integer(Date.now() * 1000 + Math.floor(Math.random() * 1000)),
    ecdsaWithSha256,
    nameOf(issuer === undefined ? commonName : commonNameOf(issuer)),
    sequence(time(notBefore ?? new Date(Date.now() - day)), time(notAfter ?? new Date(Date.now() + day))),
    nameOf(commonName),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, extensionsOf(options)),
  )
  const signature = sign('sha256', content, issuer === undefined ? privateKey : createPrivateKey(issuer.key))
  const der = sequence(content, ecdsaWithSha256, bitString(signature))
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`,
    key: pemOf(privateKey),
    thumbprint: thumbprintOf(der),
  }
}

export function thumbprintOf(der: Buffer): string {
  return createHash('sha256').update(der).digest('base64url')
}

/** Whether a certificate has the public key of a JWK. */
export function hasKeyOf({ publicKey }: X509Certificate, jwk: JsonWebKey): boolean {
  try {
    return publicKey.equals(createPublicKey({ key: jwk, format: 'jwk' }))
  } catch {
    return false
  }
}

function extensionsOf({ ca = false, dnsNames = [], uris = [], ipAddresses = [] }: CertificateOptions): Buffer {
  const names = [
    ...dnsNames.map((name) => tagged(0x82, Buffer.from(name))),
    ...uris.map((uri) => tagged(0x86, Buffer.from(uri))),
    ...ipAddresses.map((address) => tagged(0x87, Buffer.from(address.split('.').map(Number)))),
  ]
  const constraints = ca ? sequence(boolean(true)) : sequence()
  return sequence(
    sequence(objectId('2.5.29.19'), boolean(true), octetString(constraints)),
    ...(names.length > 0 ? [sequence(objectId('2.5.29.17'), octetString(sequence(...names)))] : []),
  )
}

function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(objectId('2.5.4.3'), utf8String(commonName))))
}

function commonNameOf({ cert }: Certificate): string {
  return new X509Certificate(cert).subject.replace(/^CN=/, '')
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

let authority: Certificate | undefined

/** The certificate authority of this process: it signs the servers' certificates and is trusted for clients'. */
export function defaultCertificateAuthority(): Certificate {
  authority ??= createCertificate({ commonName: 'Test issuer CA', ca: true })
  return authority
}
