// The parts of DER (X.690) that a certificate needs.

export function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.of(tag, ...size), content])
}

export function sequence(...items: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(items))
}

export function set(...items: Buffer[]): Buffer {
  return tagged(0x31, Buffer.concat(items))
}

/** A positive integer. */
export function integer(value: number): Buffer {
  const hex = value.toString(16)
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return tagged(0x02, (bytes[0] ?? 0) > 127 ? Buffer.concat([Buffer.of(0), bytes]) : bytes)
}

export function boolean(value: boolean): Buffer {
  return tagged(0x01, Buffer.of(value ? 255 : 0))
}

export function bitString(bytes: Buffer): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.of(0), bytes]))
}

export function octetString(bytes: Buffer): Buffer {
  return tagged(0x04, bytes)
}

export function utf8String(text: string): Buffer {
  return tagged(0x0c, Buffer.from(text))
}

export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}

function base128(value: number): number[] {
  const groups = [value & 127]
  for (let left = value >> 7; left > 0; left >>= 7) groups.unshift((left & 127) | 128)
  return groups
}

/** UTCTime, which reaches to 2049. */
export function time(date: Date): Buffer {
  return tagged(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`))
}
