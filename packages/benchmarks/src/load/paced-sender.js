import { Agent, request } from 'node:http'

/**
 * A process that sends requests at fixed rates, evenly, whether or not the ones before are answered: a server that falls
 * behind gets no rest. The time of an answer counts from when its request was due, so that a queue shows.
 */
process.on('message', async ({ url, duration, streams }) => {
  const begin = performance.now()
  const running = streams.map((stream) => createStream(url, stream, begin))
  await new Promise((resolve) => {
    const end = begin + duration * 1000
    // A timer would be late by up to a millisecond, as much as an answer takes.
    setImmediate(function tick() {
      const now = performance.now()
      for (const stream of running) stream.sendDue(Math.min(now, end))
      if (now < end) setImmediate(tick)
      else resolve()
    })
  })
  process.send(await Promise.all(running.map((stream) => stream.finish())))
})
process.on('disconnect', () => process.exit())

function createStream(url, { rate, requests }, begin) {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  const result = { times: [], statuses: {} }
  const pending = []
  let due = begin
  let sent = 0

  function sendDue(now) {
    for (; due < now; due += 1000 / rate) {
      pending.push(send(agent, url, requests[sent % requests.length].headers, due, result))
      sent += 1
    }
  }

  async function finish() {
    await Promise.all(pending)
    agent.destroy()
    return { ...result, sent, seconds: (performance.now() - begin) / 1000 }
  }

  return { sendDue, finish }
}

function send(agent, url, headers, due, { times, statuses }) {
  return new Promise((resolve) => {
    let status = 'error'
    const sending = request(url, { agent, headers, timeout: 10_000 }, (answer) => {
      status = answer.statusCode
      answer.resume()
    })
    // The one event that always comes: an answer that breaks off has no end, and may have no error.
    sending.on('close', () => {
      times.push(performance.now() - due)
      statuses[status] = (statuses[status] ?? 0) + 1
      resolve()
    })
    sending.on('timeout', () => sending.destroy()).on('error', () => undefined)
    sending.end()
  })
}
