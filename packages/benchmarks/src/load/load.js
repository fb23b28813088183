import autocannon from 'autocannon'
import { percentile } from '../statistics.js'
import { wire } from './wire.js'

/**
 * Sends requests in turn over a few connections, each as soon as the answer before it is there, for `duration` seconds or
 * until `amount` are answered. Every answer must have the status and, where one is given, the body that is expected. With a
 * `leadIn` those requests come before what is measured: others had the processor's caches meanwhile.
 */
export async function load(contestant, { leadIn = [], requests, duration, amount, ...how }) {
  if (leadIn.length > 0) await send(contestant.url, { requests: leadIn, amount: leadIn.length, ...how })
  const before = await contestant.ask('usage')
  const answers = await send(contestant.url, { requests, duration, amount, ...how })
  const after = await contestant.ask('usage')
  const cpu = after.user + after.system - before.user - before.system
  const count = answers.times.length
  const seconds = (answers.last - answers.first) / 1000
  return {
    requests: count,
    throughput: (count - 1) / seconds,
    p50: percentile(answers.times, 0.5),
    p99: percentile(answers.times, 0.99),
    cpuPerRequest: cpu / count,
    busy: cpu / 1e6 / seconds,
    loadBusy: answers.ownCpu / 1e6 / seconds,
  }
}

async function send(url, { requests, duration, amount, connections = 8, status = 200, body }) {
  const buffers = requests.map((request) => wire(url, request))
  const answers = { times: [], first: undefined, last: undefined, ownCpu: 0 }
  const wrong = new Map()
  let ownCpu
  let next = 0
  const run = autocannon({
    url,
    connections,
    // autocannon ends a run only when a sample does, by default once a second.
    sampleInt: 10,
    expectBody: body,
    // autocannon would write every request anew for every connection: here they are all written beforehand.
    setupClient: (client) => {
      client.getRequestBuffer = () => {
        const buffer = buffers[next]
        next = (next + 1) % buffers.length
        return buffer
      }
    },
    ...(amount === undefined ? { duration: 3600 } : { amount }),
  })
  run.on('response', (_client, answered, _bytes, time) => {
    answers.last = performance.now()
    if (answers.first === undefined) begin()
    answers.times.push(time)
    if (answered !== status) wrong.set(answered, (wrong.get(answered) ?? 0) + 1)
  })
  function begin() {
    answers.first = answers.last
    ownCpu = process.cpuUsage()
    if (amount === undefined) setTimeout(() => run.stop(), duration * 1000)
  }
  const { errors, timeouts, mismatches } = await run
  const { user, system } = process.cpuUsage(ownCpu)
  answers.ownCpu = user + system
  if (wrong.size > 0) throw new WrongAnswers(`${[...wrong].map(([code, count]) => `${count} × ${code}`)}`)
  if (errors + timeouts + mismatches > 0) {
    throw new WrongAnswers(`${errors} errors, ${timeouts} timeouts, ${mismatches} other bodies`)
  }
  return answers
}

export class WrongAnswers extends Error {}
