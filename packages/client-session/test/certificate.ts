import { generateKeyPairSync, sign } from 'node:crypto'

/** A certificate for `localhost`, signed by itself: enough TLS for a browser that is told not to mind. */
export function selfSignedCertificate(): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(set(sequence(commonName, der(0x0c, Buffer.from('localhost')))))
  const validity = sequence(time(new Date(Date.now() - 86_400_000)), time(new Date(Date.now() + 86_400_000)))
  const alternativeName = sequence(subjectAltName, der(0x04, sequence(der(0x82, Buffer.from('localhost')))))
  const content = sequence(
    ...[version3, der(0x02, Buffer.of(1)), sequence(ecdsaWithSha256), name, validity, name],
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(alternativeName)),
  )
  const signature = der(0x03, Buffer.concat([Buffer.of(0), sign('sha256', content, privateKey)]))
  const certificate = sequence(content, sequence(ecdsaWithSha256), signature).toString('base64')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`,
  }
}

// RFC 5280, 4.1, in DER.
const version3 = Buffer.from('a003020102', 'hex')
const ecdsaWithSha256 = Buffer.from('06082a8648ce3d040302', 'hex')
const commonName = Buffer.from('0603550403', 'hex')
const subjectAltName = Buffer.from('0603551d11', 'hex')

function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.of(tag, ...size), content])
}

function sequence(...services: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(services))
}

function set(...services: Buffer[]): Buffer {
  return der(0x31, Buffer.concat(services))
}

function time(date: Date): Buffer {
  return der(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`))
}
