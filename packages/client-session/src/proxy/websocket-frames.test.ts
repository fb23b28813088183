import { WebSocketFrames } from './websocket-frames.js'

const closeFrame = Buffer.from([0x88, 0x02, 0x03, 0xf0])

function frame(length: number, masked = false): Buffer {
  const head =
    length < 126
      ? Buffer.from([0x82, length])
      : length < 65_536
        ? Buffer.from([0x82, 126, length >> 8, length & 255])
        : Buffer.concat([Buffer.from([0x82, 127, 0, 0, 0, 0]), uint32(length)])
  if (masked) head[1] = (head[1] ?? 0) | 0x80
  return Buffer.concat([head, Buffer.alloc(masked ? 4 : 0, 1), Buffer.alloc(length, 7)])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

async function collect(frames: WebSocketFrames): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of frames) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

describe.each([0, 1, 125, 126, 127, 65_535, 65_536, 100_000])('a frame of %i bytes', (length) => {
  it.each([1, 2, 3, 7, 1 << 20])('passes unchanged in pieces of %i bytes, and then the close frame', async (size) => {
    const frames = new WebSocketFrames({ highWaterMark: 1 << 20 })
    const all = collect(frames)
    const sent = Buffer.concat([frame(length), frame(5), frame(length, true)])
    for (let at = 0; at < sent.length; at += size) frames.write(sent.subarray(at, at + size))
    frames.closeWithPolicyViolation()
    expect((await all).equals(Buffer.concat([sent, closeFrame]))).toBe(true)
  })

  it('is not cut in two by the close frame', async () => {
    const frames = new WebSocketFrames({ highWaterMark: 1 << 20 })
    const all = collect(frames)
    const [first, second] = [frame(length), frame(9)]
    frames.write(first.subarray(0, 1))
    frames.closeWithPolicyViolation()
    frames.write(first.subarray(1))
    if (!frames.writableEnded) frames.write(second)
    expect((await all).equals(Buffer.concat([first, closeFrame]))).toBe(true)
  })
})

it('drops what comes after the frame at which it ends, in the same chunk', async () => {
  const frames = new WebSocketFrames()
  const all = collect(frames)
  const first = frame(10)
  frames.write(first.subarray(0, 4))
  frames.closeWithPolicyViolation()
  frames.write(Buffer.concat([first.subarray(4), frame(3)]))
  expect((await all).equals(Buffer.concat([first, closeFrame]))).toBe(true)
})
