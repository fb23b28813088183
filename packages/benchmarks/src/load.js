import autocannon from 'autocannon'

/**
 * Sends requests until `amount` are answered, or for `duration` seconds. `headers` are the headers of each request in
 * turn; with `once`, every one of them is sent at most once.
 */
export async function load(contestant, { headers, amount, duration, connections = 8, once = false, path = '/', rate }) {
  const before = await contestant.ask('usage')
  let slice = 0
  const setupClient = (client) => {
    const own = once ? headers.filter((_, index) => index % connections === slice) : rotated(headers, slice)
    client.setRequests(own.map((item) => ({ method: 'GET', path, headers: item })))
    slice += 1
  }
  const run = autocannon({
    url: contestant.url,
    connections,
    setupClient,
    ...(amount === undefined ? { duration } : { amount }),
    ...(rate === undefined ? {} : { overallRate: rate }),
  })
  const result = await run
  const after = await contestant.ask('usage')
  const answered = result['2xx'] + result.non2xx
  const cpu = after.user + after.system - before.user - before.system
  return {
    throughput: answered / ((result.finish - result.start) / 1000),
    p50: result.latency.p50,
    p99: result.latency.p99,
    cpuPerRequest: cpu / answered,
    accepted: result['2xx'],
    refused: result.non2xx,
    failed: result.errors + result.timeouts,
  }
}

// Each connection begins elsewhere in the list, so that they don't all send the same token at the same time.
function rotated(headers, slice) {
  const start = Math.floor((headers.length / 8) * slice) % headers.length
  return [...headers.slice(start), ...headers.slice(0, start)]
}
