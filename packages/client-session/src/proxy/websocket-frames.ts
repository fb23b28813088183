import { Transform, type TransformCallback } from 'node:stream'

const longestHeader = 14

/** 1008 "policy violation" in a close frame of a server (RFC 6455, 5.5.1 and 7.4.1). */
const policyViolation = Buffer.from([0x88, 0x02, 0x03, 0xf0])

/**
 * Hands on what a WebSocket server sends, byte for byte, and can end with a close frame. A frame must not be cut in two,
 * so it counts through the frames' headers (RFC 6455, 5.2) to know where one ends.
 */
export class WebSocketFrames extends Transform {
  #header: number[] = []
  #payloadLeft = 0
  #closing = false

  /** Sends a close frame with 1008 after the frame that is under way, and ends. */
  closeWithPolicyViolation(): void {
    this.#closing = true
    if (this.#isAtBoundary()) this.#close()
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const end = this.#closing ? this.#endOfFrame(chunk) : this.#skim(chunk)
    if (end > 0 && !this.writableEnded) this.push(chunk.subarray(0, end))
    if (this.#closing && this.#isAtBoundary()) this.#close()
    done()
  }

  #close(): void {
    if (this.writableEnded) return
    this.push(policyViolation)
    this.end()
  }

  #isAtBoundary(): boolean {
    return this.#header.length === 0 && this.#payloadLeft === 0
  }

  /** Reads over a whole chunk; its length is what goes on. */
  #skim(chunk: Buffer): number {
    let at = 0
    while (at < chunk.length) at = this.#step(chunk, at)
    return at
  }

  /** The first end of a frame in this chunk, or its length. */
  #endOfFrame(chunk: Buffer): number {
    let at = 0
    while (at < chunk.length && !this.#isAtBoundary()) at = this.#step(chunk, at)
    return at
  }

  #step(chunk: Buffer, at: number): number {
    if (this.#payloadLeft > 0) {
      const taken = Math.min(this.#payloadLeft, chunk.length - at)
      this.#payloadLeft -= taken
      return at + taken
    }
    this.#header.push(chunk[at] ?? 0)
    const length = payloadLength(this.#header)
    if (length !== undefined) {
      this.#header = []
      this.#payloadLeft = length
    }
    return at + 1
  }
}

/** The length of the payload, and of the mask that precedes it, once the header is complete. */
function payloadLength(header: readonly number[]): number | undefined {
  const [, second] = header
  if (second === undefined) return undefined
  const short = second & 0x7f
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0
  const mask = second & 0x80 ? 4 : 0
  if (header.length < 2 + extended && header.length < longestHeader) return undefined
  if (extended === 0) return short + mask
  return header.slice(2, 2 + extended).reduce((sum, byte) => sum * 256 + byte, 0) + mask
}
