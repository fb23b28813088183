import cluster, { type Worker } from 'node:cluster'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startDemoProvider } from './demo-provider.js'
import { openRedis } from './open-redis.js'

if (existsSync('.env')) process.loadEnvFile()
const { REDIS_URL = 'redis://localhost:6379', PROCESSES = '2' } = process.env

try {
  await start(Number(PROCESSES))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

/** The demo: a provider, and `processes` of the app behind one address. */
async function start(processes: number): Promise<void> {
  if (!Number.isInteger(processes) || processes < 1) throw new TypeError('PROCESSES must be a number from 1')
  await (await openRedis(REDIS_URL)).close()
  const provider = await startDemoProvider()
  const environment = { ...provider.environment, SESSION_SECRET: randomBytes(32).toString('base64url') }

  cluster.setupPrimary({ exec: fileURLToPath(new URL('member.js', import.meta.url)) })
  let isEnding = false
  cluster.on('exit', (_worker, status, signal) => {
    if (isEnding) return
    // Nothing that matters was in it: another one takes its place, and nobody is signed out.
    if (signal !== null) cluster.fork(environment)
    else process.exit(status)
  })
  let url: string | undefined
  for (let count = 0; count < processes; count++) url = await addressOf(cluster.fork(environment))

  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end)
  process.stdout.write(`
${url}, in ${processes} processes: ${members()
    .map(({ process: { pid } }) => pid)
    .join(', ')}

Sign in as Alice in two browsers, and as Grace, who is an administrator, in a third.
Kill a process: another one takes its place. Ctrl-C ends them all.

`)

  async function end(): Promise<void> {
    isEnding = true
    await Promise.all(
      members().map(async (member) => {
        const ended = once(member, 'exit')
        member.process.kill('SIGTERM')
        await ended
      }),
    )
    await provider.close()
    process.exit(0)
  }
}

function members(): readonly Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)
}

async function addressOf(member: Worker): Promise<string> {
  const [{ url }] = await once(member, 'message')
  return url
}
